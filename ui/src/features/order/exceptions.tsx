import { useTranslation } from 'react-i18next';

import { commandWords } from '../../components/command-words';
import { useFormats } from '../../components/format';
import type { Exception, ExceptionState, OrderPage } from '../../ipc/generated/types';

const tones: Record<ExceptionState, string> = { waiting: 'waiting', granted: 'done', declined: 'refused' };

/** What was asked for or decided otherwise than the terms: who, why, which rules, both amounts. */
export function Exceptions({ page }: { page: OrderPage }) {
  const { t } = useTranslation();
  const known = page.order.exceptions ?? [];
  if (known.length === 0) return null;
  return (
    <section aria-labelledby="exceptions">
      <div className="section-head">
        <h2 id="exceptions">{t('exceptions.title')}</h2>
      </div>
      <ul className="exceptions">
        {[...known].reverse().map((exception) => (
          <Row key={exception.id} exception={exception} page={page} />
        ))}
      </ul>
    </section>
  );
}

function Row({ exception, page }: { exception: Exception; page: OrderPage }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { currency } = page.order;
  const { asked_by: asker, answered_by: answerer } = exception;
  const atOnce = exception.answered_in === exception.id;
  return (
    <li>
      <p className="title-row">
        <strong>{commandWords(exception.command.type, exception.command, t)}</strong>
        <span className={`tag ${tones[exception.state]}`}>{t(`exceptions.states.${exception.state}`)}</span>
        {page.provisional.includes(exception.id) ? <span className="tag waiting">{t('exceptions.provisional')}</span> : null}
        <span className="spacer" />
        <span className="figures">
          {t('exceptions.both', {
            by_terms: formats.money(exception.by_terms, currency),
            granted: formats.money(exception.granted, currency),
          })}
        </span>
      </p>
      <p>
        <bdi dir="auto">{exception.reason}</bdi>
      </p>
      <p className="small muted">
        {t(atOnce ? 'exceptions.made_by' : 'exceptions.asked_by', { who: asker.name, day: formats.day(exception.asked_on) })}
        {!atOnce && answerer && exception.answered_on
          ? ` · ${t(`exceptions.answered.${exception.state}`, { who: answerer.name, day: formats.day(exception.answered_on) })}`
          : ''}
        {exception.rules.length > 0 ? ` · ${t('exceptions.set_aside', { rules: formats.list(exception.rules) })}` : ''}
      </p>
      {exception.answer ? (
        <p className="small">
          <bdi dir="auto">{exception.answer}</bdi>
        </p>
      ) : null}
    </li>
  );
}
