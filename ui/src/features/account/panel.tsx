import { useMutation } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useCopy } from '../../components/copy';
import { dayIn, formatsIn, useFormats } from '../../components/format';
import { useActions } from '../../components/actions';
import { useKeys } from '../../components/keys';
import { Problem } from '../../components/problem';
import { reread, rereadFirst, useAppInfo, useSync, useTerms } from '../../components/queries';
import { Requirements, TOLD_KEY } from '../../components/requirements';
import { CallError, call } from '../../ipc/calls';
import type { AccountCommand, AccountPage, NewAccount, PaymentMeans } from '../../ipc/generated/types';
import { Deadlines, Foot, Outcome, Say } from '../decision/parts';
import { Rules } from '../decision/rules';
import { refusalOf } from '../decision/words';
import { AccountAmounts } from './amounts';
import { DoneAccount } from './done';
import { begin, commandOf, openingOf, type AccountDraft } from './draft';
import { AccountForm } from './form';
import { keep, type KeptAccount } from './kept';
import { insteadOf, type Asking } from './offers';
import { useAccountPreview } from './preview';
import { Also, Recap, RefusedAccount } from './recap';
import { sayOf, titleOf } from './words';

type PanelProps = {
  page: AccountPage;
  /** None where the account offers nothing of the kind (any more). */
  asking: Asking | undefined;
  /** What was taken here before the agent looked elsewhere. */
  before: KeptAccount | undefined;
  close: () => void;
  open: (asking: Asking) => void;
  /** Tells that the panel now shows what was done. */
  done: (commandId: string) => void;
};

/** What is taken, and the account that it was decided upon; the command goes with the price that was shown. */
type Asked = Pick<KeptAccount, 'page' | 'asking' | 'command' | 'price' | 'total'> & { priced: AccountCommand; opening: { opening?: NewAccount } };

/** What is asked of a service account before it is taken, and what was done after. */
export function AccountPanel(props: PanelProps) {
  const { data: app } = useAppInfo();
  // Who has no account yet is reckoned with where the desk is.
  const zone = props.page.account?.time_zone;
  const today = zone && app ? dayIn(zone, app.now) : app?.today;
  const [first, setFirst] = useState(props.before?.asking ?? props.asking);
  if (!first && props.asking) setFirst(props.asking);
  if (!today) return <aside className="panel" aria-busy="true" />;
  return first ? <Panel {...props} first={first} today={today} /> : <NotOffered close={props.close} />;
}

/** The rules may allow what a role does not. */
function NotYours() {
  const { t } = useTranslation();
  return (
    <span className="tag refused" role="status" data-testid="outcome">
      <span aria-hidden="true">✕</span>
      {t('account.not_yours')}
    </span>
  );
}

/** An address may ask for what is not offered. */
function NotOffered({ close }: { close: () => void }) {
  const { t } = useTranslation();
  useKeys({ Escape: close }, 'panel');
  return (
    <aside className="panel" aria-label={t('panel.label')}>
      <div className="panel-body">
        <p className="muted">{t('account.not_offered')}</p>
      </div>
      <footer className="panel-foot">
        <button type="button" className="button" onClick={close}>
          {t('panel.back')} <kbd>{t('keys.esc')}</kbd>
        </button>
      </footer>
    </aside>
  );
}

function Panel({ page: current, asking: offered, first, before, close, open, done, today }: PanelProps & { first: Asking; today: string }) {
  const { t, i18n } = useTranslation();
  const formats = useFormats();
  // What was decided upon stays on the screen once it is taken, though the account behind it has changed.
  const [taken, setTaken] = useState<KeptAccount | null>(before ?? null);
  const [commandId] = useState(() => crypto.randomUUID());
  const take = useMutation({
    mutationFn: ({ page, priced, opening }: Asked) =>
      call('take_account', { command_id: commandId, customer: page.customer.id, version: page.version, command: priced, ...opening }),
    onSuccess: async (answer, { page, asking, command, price, total }) => {
      // The account behind is read before what was done is told.
      await rereadFirst(['account', page.customer.id]);
      setTaken(keep({ commandId, page, asking, command, taken: answer, price, total }));
      done(commandId);
    },
    onError: (error) => {
      if (CallError.from(error).code === 'stale_version') void reread();
    },
  });
  const sent = take.isPending ? take.variables : null;
  const page = taken?.page ?? sent?.page ?? current;
  const asking = taken?.asking ?? sent?.asking ?? offered ?? first;
  const { action } = asking;
  const [draft, setDraft] = useState<AccountDraft>(() => begin(first));
  const [missing, setMissing] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const { data: terms } = useTerms(page.terms?.id);
  const command = useMemo(() => commandOf(asking, draft), [asking, draft]);
  const opening = useMemo(() => openingOf(page, draft), [page, draft]);
  const preview = useAccountPreview(page, command, opening, taken === null);
  const decision = taken?.taken.decision ?? (command ? (preview.data?.decision ?? null) : null);
  const price = taken?.price ?? preview.data?.price ?? null;
  const total = taken?.total ?? preview.data?.total ?? null;
  const about = taken?.command ?? command;
  const { data: sync } = useSync();
  const over = sync?.lease_over ?? false;
  const { permitted } = asking.offer;
  const allowed = taken === null && !over && permitted && decision?.outcome === 'allowed';
  // Only what was seen can be taken: never an older figure, never one that is still on its way.
  const ready = allowed && command !== null && !preview.isPlaceholderData && preview.isSuccess;
  const mustTell = decision?.obligations.includes('tell_requirements') ?? false;

  const stale = take.error !== null && CallError.from(take.error).code === 'stale_version';
  const doTake = () => {
    if (!ready || take.isPending) return;
    if (mustTell && !draft.told) setMissing(true);
    else {
      const priced = commandOf(asking, draft, price);
      if (priced) take.mutate({ page, asking, command, priced, opening, price, total });
    }
  };
  const tell = (told: boolean) => {
    setMissing(false);
    setDraft((was) => ({ ...was, told }));
  };

  const means: PaymentMeans | null = page.account === null ? { kind: draft.payment, last4: null } : (page.account.payment_method ?? null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const { language } = page.customer;
  const text = decision && about ? sayOf({ page, asking, command: about, decision, terms, price }, formatsIn(language), i18n.getFixedT(language)) : '';
  const { copied, copy } = useCopy();
  const choices = asking.offer.decision?.choices ?? [];
  // Letters count also while a box or a number of this panel has the focus, never while somebody types elsewhere.
  const here = (act: () => void | false) => (event?: KeyboardEvent) => {
    const target = event?.target;
    const elsewhere = target instanceof HTMLElement && target.matches('input, select, textarea') && !target.closest('.panel');
    return elsewhere ? false : act();
  };
  const choose = (index: number) => () => {
    const mode = choices[index];
    if (taken || action !== 'cancel_service' || mode === undefined) return false;
    setDraft((was) => ({ ...was, mode }));
    return;
  };
  useKeys({ Escape: close, 1: choose(0), 2: choose(1) }, 'panel');
  useActions(
    [
      { name: 'take', ...(allowed ? { title: t(`account.actions.${action}.take`) } : {}), keys: ['field:Enter'], act: taken ? null : here(() => doTake()) },
      { name: 'say', keys: ['field:s'], act: text ? here(() => copy(text)) : null },
      { name: 'told', keys: [`field:${TOLD_KEY}`], act: mustTell && !taken ? here(() => tell(!draft.told)) : null },
    ],
    'panel',
  );
  const instead = decision?.outcome === 'refused' ? insteadOf(page, decision, asking) : null;
  return (
    <aside className="panel" aria-label={t('panel.label')}>
      <div className="panel-body">
        <header className="panel-head">
          <h2 ref={heading} tabIndex={-1}>
            {titleOf(asking, formats, t)}
          </h2>
          {decision ? permitted || taken ? <Outcome decision={decision} taken={taken !== null} /> : <NotYours /> : null}
        </header>
        {permitted || taken ? null : <p className="note">{t('account.role')}</p>}
        {taken ? (
          <DoneAccount kept={taken} reopen={() => open(asking)} />
        ) : (
          <AccountForm page={page} asking={asking} draft={draft} set={(changed) => setDraft((was) => ({ ...was, ...changed }))} />
        )}
        {command === null && !taken ? <p className="muted">{t(asking.row?.part === 'video' ? 'account.choose_video' : `account.actions.${action}.none`)}</p> : null}
        {preview.error && !taken ? <Problem error={preview.error} /> : null}
        {stale ? (
          <p className="note" role="alert">
            {t('account.stale')}
          </p>
        ) : take.error ? (
          <Problem error={take.error} retry={doTake} />
        ) : null}
        {instead && decision ? <RefusedAccount {...instead} why={refusalOf(decision, terms, formats, t)} open={open} /> : null}
        {text && (permitted || taken) ? <Say text={text} language={language} copied={copied === text} copy={() => copy(text)} /> : null}
        {decision ? <AccountAmounts page={page} asking={asking} decision={decision} price={price} total={total} /> : null}
        {mustTell && !taken ? <Requirements language={language} terms={terms} told={draft.told} missing={missing} set={tell} /> : null}
        {decision && about ? <Recap page={page} command={about} decision={decision} price={price} today={today} means={means} /> : null}
        {decision ? <Deadlines decision={decision} today={today} /> : null}
        {action === 'subscribe' && decision?.outcome === 'allowed' ? <Also page={current} asking={asking} open={open} /> : null}
        {decision ? <Rules decision={decision} terms={terms} language={language} /> : null}
      </div>
      {over && !taken ? <p className="panel-over note">{t('panel.lease_over')}</p> : null}
      <Foot taken={Boolean(taken)} close={close} take={allowed ? { label: t(`account.actions.${action}.take`), ready, run: doTake } : null} />
    </aside>
  );
}
