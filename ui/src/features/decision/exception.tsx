import { useMutation } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { typedAmount } from '../../components/exceptions';
import { Field } from '../../components/field';
import { useFormats } from '../../components/format';
import { useKeys } from '../../components/keys';
import { useAnswersForOthers } from '../../components/answering';
import { Problem } from '../../components/problem';
import { reread, useSync } from '../../components/queries';
import { call, CallError } from '../../ipc/calls';
import type { Decision, OrderCommand, OrderPage, Taken, TermsText } from '../../ipc/generated/types';
import { usePreview } from './preview';
import { factsOf } from './request';
import { refusalOf } from './words';

type ExceptionProps = {
  page: OrderPage;
  command: OrderCommand;
  decision: Decision;
  terms: TermsText | undefined;
  close: () => void;
  /** Whether the reason is typed first. */
  focus?: boolean;
  /** Tells that it was asked for, or made. */
  taken: (commandId: string, command: OrderCommand, answer: Taken) => void;
};

/** What stands for the reason while none is typed: what would come of it depends on no word of it. */
const UNSAID = '…';

/** Asks a supervisor for an exception; whoever may, makes it at once. */
export function ExceptionRequest({ page, command, decision, terms, close, focus = true, taken }: ExceptionProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const may = useAnswersForOthers();
  const { data: sync } = useSync();
  const id = useId();
  const [commandId] = useState(() => crypto.randomUUID());
  const [why, setWhy] = useState('');
  const [other, setOther] = useState('');
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (focus) field.current?.focus();
  }, [focus]);
  const amount = typedAmount(other);
  const under = (reason: string): OrderCommand => ({
    type: may ? 'make_exception' : 'ask_exception',
    command,
    ...(amount ? { amount } : {}),
    reason,
  });
  const plain = decision.outcome === 'allowed';
  const preview = usePreview(page, under(UNSAID), !plain || amount !== '');
  const wouldBe = preview.isPlaceholderData ? undefined : preview.data?.decision;
  const pays = decision.refund !== null || wouldBe?.refund != null;
  const take = useMutation({
    mutationFn: (asked: OrderCommand) => call('take', { command_id: commandId, order: page.order.number, version: page.version, command: asked }),
    onSuccess: (answer, asked) => {
      taken(commandId, asked, answer);
      void reread();
    },
    onError: (error) => {
      if (CallError.from(error).code === 'stale_version') void reread();
    },
  });
  const ready = wouldBe?.outcome === 'allowed' && !(sync?.lease_over ?? false) && (other === '' || amount !== '');
  const send = () => {
    const said = why.trim();
    setMissing(said === '');
    if (said === '') field.current?.focus();
    else if (ready && !take.isPending) take.mutate(under(said));
  };
  // Above the panel's own keys: Esc closes the request first.
  useKeys({ Escape: close, 'field:Mod+Enter': send }, 'dialog');
  const facts = factsOf({ page, command, decision, terms }, formats, t);
  const { currency } = page.order;
  return (
    <section className="exception" aria-label={t('exception.title')}>
      <h3>{t(may ? 'exception.make_title' : 'exception.title')}</h3>
      <div className="field">
        <label htmlFor={id}>{t('exception.facts.why')}</label>
        <textarea
          id={id}
          ref={field}
          className="input"
          rows={3}
          maxLength={2000}
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
      {pays ? (
        <Field
          label={t('exception.amount', { currency })}
          value={other}
          set={setOther}
          optional
          fault={other !== '' && amount === '' ? t('exception.amount_fault') : undefined}
          hint={t('exception.amount_hint')}
        />
      ) : null}
      {wouldBe?.exception ? (
        <dl className="exception-amounts" aria-label={t('exception.amounts')}>
          <div>
            <dt>{t('exception.by_terms')}</dt>
            <dd className="figures">{formats.money(wouldBe.exception.by_terms, currency)}</dd>
          </div>
          <div>
            <dt>{t('exception.granted')}</dt>
            <dd className="figures">
              <strong>{formats.money(wouldBe.exception.granted, currency)}</strong>
            </dd>
          </div>
          {wouldBe.goodwill && wouldBe.refund ? (
            <div>
              <dt>{t('exception.of_it_goodwill')}</dt>
              <dd className="figures">{formats.money(wouldBe.goodwill.amount, currency)}</dd>
            </div>
          ) : null}
        </dl>
      ) : null}
      {wouldBe?.outcome === 'refused' ? (
        <p className="small warning" role="alert">
          {refusalOf(wouldBe, terms, formats, t)}
        </p>
      ) : null}
      {preview.error ? <Problem error={preview.error} /> : null}
      {take.error ? <Problem error={take.error} /> : null}
      <p className="exception-foot">
        <button type="button" className="button small primary" aria-disabled={!ready || take.isPending} onClick={send}>
          {t(may ? 'exception.make' : 'exception.send')} <kbd>{t('exception.key')}</kbd>
        </button>
      </p>
      <p className="small muted">{t(may ? 'exception.make_note' : 'exception.send_note')}</p>
      <dl>
        {facts.map((fact) => (
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
