import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useFormats } from '../../components/format';
import { useActions, type Deed } from '../../components/actions';
import { Cap } from '../../components/cap';
import { useKeys } from '../../components/keys';
import { Problem } from '../../components/problem';
import { reread, useOrder, useSync, useTerms } from '../../components/queries';
import { call, CallError } from '../../ipc/calls';
import type { Approval, OrderCommand, OrderPage } from '../../ipc/generated/types';
import { Amounts } from '../decision/amounts';
import { TwoAmounts } from '../decision/excepted';
import { usePreview } from '../decision/preview';
import { Rules } from '../decision/rules';
import { refusalOf } from '../decision/words';
import { approvalWords } from './words';

/** One request: who asks for what and why, both amounts, what it would do, and the answer. */
export function Detail({ item }: { item: Approval }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { exception, currency } = item;
  const { data: page } = useOrder(item.order);
  return (
    <article className="attention-detail" aria-labelledby="approval-title">
      <header>
        <p className="small crumbs">
          <Link className="link" to="/order/$number" params={{ number: item.order }}>
            {item.order}
          </Link>
          {item.customer ? (
            <>
              {' · '}
              <Link className="link" to="/customer/$id" params={{ id: item.customer }}>
                <bdi dir="auto">{item.customer_name ?? item.customer}</bdi>
              </Link>
            </>
          ) : null}
          {' · '}
          {t('exceptions.asked_by', { who: exception.asked_by.name, day: formats.day(exception.asked_on) })}
        </p>
        <div className="title-row">
          <h2 id="approval-title" className="attention-title">
            {approvalWords(item, formats, t)}
          </h2>
          {item.provisional ? <span className="tag waiting">{t('exceptions.provisional')}</span> : null}
        </div>
        <blockquote className="exception-why">
          <bdi dir="auto">{exception.reason}</bdi>
        </blockquote>
      </header>
      <TwoAmounts exception={exception} currency={currency} />
      {page ? <Answer item={item} page={page} /> : <div className="skeleton" aria-busy="true" />}
    </article>
  );
}

/** What granting it would do now, and the two answers. */
function Answer({ item, page }: { item: Approval; page: OrderPage }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const navigate = useNavigate();
  const id = useId();
  const { exception } = item;
  const { data: terms } = useTerms(page.terms.id);
  const { data: sync } = useSync();
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  // What is sent from the field: what was asked for last.
  const [declining, setDeclining] = useState(false);
  const [commandId] = useState(() => crypto.randomUUID());
  const field = useRef<HTMLTextAreaElement>(null);
  const grant: OrderCommand = { type: 'grant_exception', exception: exception.id, reason: '' };
  const preview = usePreview(page, grant);
  const decision = preview.data?.decision;
  const { mutate, isPending, error } = useMutation({
    mutationFn: (command: OrderCommand) => call('take', { command_id: commandId, order: item.order, version: page.version, command }),
    onSettled: () => void reread(),
  });
  const may = item.may_answer && !(sync?.lease_over ?? false) && !isPending;
  const possible = decision?.outcome === 'allowed' && !preview.isPlaceholderData;
  const approve = () => (may && possible ? mutate({ ...grant, reason: reason.trim() }) : false);
  const decline = () => {
    if (!may) return false;
    setDeclining(true);
    const said = reason.trim();
    setMissing(said === '');
    if (said === '') field.current?.focus();
    else mutate({ type: 'decline_exception', exception: exception.id, reason: said });
    return;
  };
  const open = () => void navigate({ to: '/order/$number', params: { number: item.order } });
  const refused = decision?.outcome === 'refused';
  const notNow = refused ? t('approvals.not_now', { why: refusalOf(decision, terms, formats, t) }) : '';
  const deeds = {
    approve: { name: 'approve', keys: ['a'], act: may && possible ? approve : null, why: may && possible ? undefined : () => (item.may_answer ? notNow : t('approvals.not_yours')) },
    decline: { name: 'decline', keys: ['d'], act: may ? () => decline() : null, why: may ? undefined : () => (item.may_answer ? '' : t('approvals.not_yours')) },
    open: { name: 'open_request', keys: ['o'], act: open },
  } satisfies Record<string, Deed>;
  const answer = () => {
    if (document.activeElement !== field.current) return false;
    return declining ? decline() : approve();
  };
  useActions([deeds.approve, deeds.decline, deeds.open, { name: 'leave_field', inPlace: { 'field:Mod+Enter': answer } }]);
  useKeys({
    // The field first, then the page.
    'field:Escape': () => {
      if (document.activeElement !== field.current) return false;
      field.current?.blur();
      setDeclining(false);
      setMissing(false);
      return;
    },
  });
  return (
    <>
      {preview.error ? <Problem error={preview.error} /> : null}
      {refused ? (
        <p className="warning" role="alert">
          {notNow}
        </p>
      ) : null}
      {item.may_answer ? (
        <section className="steps" aria-label={t('approvals.answer')}>
          <div className="field">
            <label htmlFor={id}>{t('approvals.reason')}</label>
            <textarea
              id={id}
              ref={field}
              className="input"
              rows={2}
              maxLength={2000}
              value={reason}
              aria-invalid={missing}
              aria-describedby={missing ? `${id}-missing` : undefined}
              onChange={(event) => {
                setReason(event.target.value);
                setMissing(false);
              }}
            />
            {missing ? (
              <p id={`${id}-missing`} className="small warning" role="alert">
                {t('approvals.missing')}
              </p>
            ) : null}
          </div>
          <p className="instead">
            <button type="button" className="button primary" aria-disabled={!may || !possible} onClick={approve}>
              {t('approvals.approve')} <Cap of={deeds.approve} />
            </button>
            <button type="button" className="button" aria-disabled={!may} onClick={decline}>
              {t('approvals.decline')} <Cap of={deeds.decline} />
            </button>
            <button type="button" className="button" onClick={open}>
              {t('approvals.open')} <Cap of={deeds.open} />
            </button>
          </p>
          {error ? <Problem error={CallError.from(error)} /> : null}
        </section>
      ) : (
        <p className="muted">{t('approvals.not_yours')}</p>
      )}
      {decision?.refund ? <Amounts page={page} refund={decision.refund} estimated={false} /> : null}
      {decision?.estimate ? <Amounts page={page} refund={decision.estimate} estimated /> : null}
      {decision ? <Rules decision={decision} terms={terms} language={page.customer.language} /> : null}
    </>
  );
}
