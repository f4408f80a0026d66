import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useCopy } from '../../components/copy';
import { useFormats } from '../../components/format';
import { useKeys } from '../../components/keys';
import { useAppInfo } from '../../components/queries';
import type { Decision, OrderCommand, OrderPage, TermsText } from '../../ipc/generated/types';
import { factsOf, requestText } from './request';

type ExceptionProps = { page: OrderPage; command: OrderCommand; decision: Decision; terms: TermsText | undefined; close: () => void };

/** A request to a supervisor, with its facts filled in; the agent says why and sends it. */
export function ExceptionRequest({ page, command, decision, terms, close }: ExceptionProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { data: app } = useAppInfo();
  const id = useId();
  const [why, setWhy] = useState('');
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const { copied, copy } = useCopy();
  useEffect(() => field.current?.focus(), []);
  const facts = factsOf({ page, command, decision, terms }, formats, t);
  const by = app ? [{ name: t('exception.facts.by'), value: app.agent.name }] : [];
  const copyRequest = () => {
    const said = why.trim();
    setMissing(said === '');
    if (said === '') field.current?.focus();
    else copy(requestText([...facts, { name: t('exception.facts.why'), value: said }, ...by], t));
  };
  // Above the panel's own keys: Esc closes the request first.
  useKeys({ Escape: close, 'field:Mod+Enter': copyRequest }, 'dialog');
  return (
    <section className="exception" aria-label={t('exception.title')}>
      <h3>{t('exception.title')}</h3>
      <div className="field">
        <label htmlFor={id}>{t('exception.facts.why')}</label>
        <textarea
          id={id}
          ref={field}
          className="input"
          rows={3}
          value={why}
          aria-invalid={missing}
          aria-describedby={missing ? `${id}-missing` : undefined}
          onChange={(event) => {
            setWhy(event.target.value);
            setMissing(false);
          }}
        />
        {missing ? (
          <p id={`${id}-missing`} className="small warning" role="alert">
            {t('exception.missing')}
          </p>
        ) : null}
      </div>
      <p className="exception-foot">
        <button type="button" className="button small" onClick={copyRequest}>
          {t('exception.copy')} <kbd>{t('exception.key')}</kbd>
        </button>
        <span className="small done-text" role="status">
          {copied ? t('exception.copied') : null}
        </span>
      </p>
      <p className="small muted">{t('exception.send')}</p>
      <dl>
        {[...facts, ...by].map((fact) => (
          <div key={`${fact.name}-${fact.value}`}>
            <dt>{fact.name}</dt>
            <dd>
              <bdi dir="auto">{fact.value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
