import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';

import { useFormats } from '../../components/format';
import { useNow } from '../../components/now';
import type { CaseEntry, CasePage, CustomerCase } from '../../ipc/generated/types';

/** What happened, newest first: notes with their words, the rest in a line. */
export function Log({ page }: { page: CasePage }) {
  const { t } = useTranslation();
  const { log = [] } = page.case;
  return (
    <section>
      <div className="section-head">
        <h2>{t('cases.log')}</h2>
      </div>
      {log.length === 0 ? <p className="muted none">{t('cases.no_log')}</p> : null}
      <ol className="case-log">
        {log.toReversed().map((entry) => (
          <Entry key={entry.id} entry={entry} page={page} />
        ))}
      </ol>
    </section>
  );
}

function Entry({ entry, page }: { entry: CaseEntry; page: CasePage }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow();
  const { what } = entry;
  const words = what.type === 'noted' ? what.text : what.type === 'handed_over' ? what.word : null;
  return (
    <li>
      <p className="small muted">
        <bdi dir="auto">{entry.by.name}</bdi> · <time dateTime={entry.at}>{formats.moment(entry.at, now)}</time>
        {what.type === 'noted' ? null : (
          <>
            {' · '}
            <strong>{deed(entry, page.case, t)}</strong>
          </>
        )}
        {page.provisional.includes(entry.id) ? <span className="waiting-text"> · {t('history.waiting')}</span> : null}
      </p>
      {words ? (
        <p className="case-words" dir="auto">
          {words}
        </p>
      ) : null}
    </li>
  );
}

function deed({ what }: CaseEntry, { tasks = [] }: CustomerCase, t: TFunction): string {
  const task = (id: string) => tasks.find((one) => one.id === id)?.text ?? '';
  switch (what.type) {
    case 'noted':
      return '';
    case 'moved':
      return t(`cases.deeds.moved_${what.to}`);
    case 'handed_over':
      return what.to ? t('cases.deeds.handed_over', { who: what.to.name }) : t('cases.deeds.given_back');
    case 'related':
      return t(what.related ? 'cases.deeds.related' : 'cases.deeds.unrelated', { what: what.to.kind === 'service' ? t(`services.${what.to.id}`, { defaultValue: what.to.id }) : what.to.id });
    case 'task_added':
      return t('cases.deeds.task_added', { task: task(what.task) });
    case 'task_given':
      return t('cases.deeds.task_given', { task: task(what.task), who: what.to.name });
    case 'task_done':
      return t('cases.deeds.task_done', { task: task(what.task) });
  }
}
