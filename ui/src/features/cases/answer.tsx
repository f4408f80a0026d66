import { useQuery } from '@tanstack/react-query';
import { useId, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { FormDialog } from '../../components/form-dialog';
import { formatsIn } from '../../components/format';
import { Option } from '../../components/option';
import { Problem } from '../../components/problem';
import { call } from '../../ipc/calls';
import type { AnswerRow, AnswersPage, Language } from '../../ipc/generated/types';
import { answerText, gapsIn, matching } from './answering';

const languages: Language[] = ['en', 'fr'];

type FormProps = { number: string; put: (text: string) => void; close: () => void };

/** An answer that is sent often, with what is known of the case filled in: it is put where the note is written. */
export function AnswerForm({ number, put, close }: FormProps) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({ queryKey: ['answers', number], queryFn: () => call('answers', { case: number }) });
  if (data) return <Choose number={number} page={data} put={put} close={close} />;
  return (
    <FormDialog title={t('answers.title')} ready={false} error={error} submit={() => void refetch()} close={close} wide>
      {error ? null : <div className="skeleton" aria-busy="true" />}
    </FormDialog>
  );
}

function Choose({ number, page, put, close }: FormProps & { page: AnswersPage }) {
  const { t, i18n } = useTranslation();
  const id = useId();
  const shown: Language = i18n.language === 'fr' ? 'fr' : 'en';
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState<string>();
  const [language, setLanguage] = useState(page.language);
  const [order, setOrder] = useState(page.orders[0] ?? '');
  const rows = matching(page.templates, typed, shown);
  const at = Math.max(
    rows.findIndex((row) => row.id === asked),
    0,
  );
  const chosen = rows[at];
  const composed = useQuery({
    queryKey: ['answer', number, chosen?.id, language, order],
    queryFn: () => call('compose_answer', { case: number, template: chosen?.id ?? '', language, order: order === '' ? null : order }),
    enabled: chosen !== undefined,
    placeholderData: (before) => before,
  });
  const text = chosen && composed.data ? answerText(composed.data.pieces, formatsIn(language), i18n.getFixedT(language)) : '';
  // What is shown is what is put there, never the one before.
  const ready = text !== '' && !composed.isPlaceholderData && !composed.isFetching;
  const submit = () => {
    put(text);
    close();
  };
  // The arrows choose while one types, as in every list.
  const arrows = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const next = rows[at + by];
    if (by === 0 || !next) return;
    event.preventDefault();
    setAsked(next.id);
  };
  return (
    <FormDialog title={t('answers.title')} take={t('answers.take')} ready={ready} error={null} submit={submit} close={close} wide>
      <div className="answers">
        <div className="answers-choice">
          <div className="field">
            <label htmlFor={`${id}-typed`}>{t('answers.search')}</label>
            <input id={`${id}-typed`} className="input" autoFocus autoComplete="off" spellCheck={false} value={typed} onChange={(event) => setTyped(event.target.value)} onKeyDown={arrows} />
          </div>
          <Templates rows={rows} name={`${id}-template`} chosen={chosen?.id} choose={setAsked} language={shown} />
          {page.orders.length > 0 ? (
            <div className="field">
              <label htmlFor={`${id}-order`}>{t('answers.order')}</label>
              <select id={`${id}-order`} className="input" value={order} onChange={(event) => setOrder(event.target.value)}>
                {page.orders.map((one) => (
                  <option key={one} value={one}>
                    {one}
                  </option>
                ))}
                <option value="">{t('answers.no_order')}</option>
              </select>
            </div>
          ) : null}
          <fieldset className="answers-language">
            <legend className="small muted">{t('answers.language')}</legend>
            {languages.map((one) => (
              <Option key={one} name={`${id}-language`} chosen={language === one} choose={() => setLanguage(one)} words={t(`customer.languages.${one}`)} />
            ))}
          </fieldset>
        </div>
        <Preview text={text} language={language} error={composed.error} retry={() => void composed.refetch()} />
      </div>
    </FormDialog>
  );
}

type TemplatesProps = { rows: AnswerRow[]; name: string; chosen: string | undefined; choose: (id: string) => void; language: Language };

function Templates({ rows, name, chosen, choose, language }: TemplatesProps) {
  const { t } = useTranslation();
  if (rows.length === 0) {
    return (
      <p className="muted" role="status">
        {t('answers.none')}
      </p>
    );
  }
  return (
    <fieldset className="units answers-list">
      <legend className="small muted">{t('answers.list')}</legend>
      {rows.map((row) => (
        <Option key={row.id} name={name} chosen={row.id === chosen} choose={() => choose(row.id)} words={row.title[language]} />
      ))}
    </fieldset>
  );
}

/** The answer as it stands now, and what is still to be written in it. */
function Preview({ text, language, error, retry }: { text: string; language: Language; error: unknown; retry: () => void }) {
  const { t } = useTranslation();
  const gaps = gapsIn(text);
  return (
    <section className="answers-preview" aria-label={t('answers.preview')}>
      {error ? <Problem error={error} retry={retry} /> : null}
      <p className="case-words" lang={language} dir="auto" tabIndex={0}>
        {text}
      </p>
      {gaps.length > 0 ? <p className="small warning">{t('answers.gaps', { count: gaps.length, gaps: gaps.join(', ') })}</p> : null}
    </section>
  );
}
