import { useMutation } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useActions } from '../../components/actions';
import { useCopy } from '../../components/copy';
import { carriedOut } from '../../components/exceptions';
import { dayIn, formatsIn, useFormats } from '../../components/format';
import { useKeys } from '../../components/keys';
import { Problem } from '../../components/problem';
import { reread, rereadFirst, useAppInfo, useSync, useTerms } from '../../components/queries';
import { CallError, call } from '../../ipc/calls';
import type { Action, Decision, Offer, OrderCommand, OrderPage, Taken } from '../../ipc/generated/types';
import { Amounts } from './amounts';
import { begin, choices, commandOf, type Draft } from './draft';
import { Done } from './done';
import { Excepted, OtherAmount } from './excepted';
import { Form } from './form';
import { keep, type Kept } from './kept';
import { claimActions } from './offers';
import { Deadlines, Foot, Outcome, Say } from './parts';
import { usePreview } from './preview';
import { Refused } from './refused';
import { Rules } from './rules';
import { decisionText } from './text';
import { amountWeighed, say, unitsOf } from './words';

type PanelProps = {
  page: OrderPage;
  action: Action;
  offer: Offer | undefined;
  /** What was taken here before the agent left it for a paper. */
  before: Kept | undefined;
  close: () => void;
  open: (action: Action, reference?: string | null) => void;
  /** Tells that the panel now shows what was done. */
  done: (commandId: string) => void;
};

/** What is taken, and the order that it was decided upon. */
type Asked = { page: OrderPage; command: OrderCommand; reference: string | null };

/** A button that chooses or removes a file is pressed by Enter, and takes no decision. */
const isOwn = (target: EventTarget | null) => target instanceof HTMLElement && target.closest('.evidence') !== null;

/** The decision before it is taken, and what was done after. */
export function DecisionPanel(props: PanelProps) {
  const { data: app } = useAppInfo();
  // Days are counted where the order was placed.
  return app ? <Panel {...props} today={dayIn(props.page.order.time_zone, app.now)} /> : <aside className="panel" aria-busy="true" />;
}

function Panel({ page: current, action, offer: currentOffer, before, close, open, done, today }: PanelProps & { today: string }) {
  const { t, i18n } = useTranslation();
  const formats = useFormats();
  // What was decided upon stays on the screen once it is taken, though the order behind it has changed.
  const [taken, setTaken] = useState<Kept | null>(before ?? null);
  const [commandId] = useState(() => crypto.randomUUID());
  const take = useMutation({
    mutationFn: ({ page, command }: Asked) => call('take', { command_id: commandId, order: page.order.number, version: page.version, command }),
    onSuccess: async (answer, asked) => {
      // The order behind is read before what was done is told.
      await rereadFirst(['order', asked.page.order.number]);
      setTaken(keep({ commandId, action, ...asked, taken: answer }));
      done(commandId);
    },
    onError: (error) => {
      if (CallError.from(error).code === 'stale_version') void reread();
    },
  });
  const page = taken?.page ?? (take.isPending ? take.variables.page : current);
  const first = () => ({ offer: currentOffer, version: current.version, draft: begin(current, action, currentOffer, today) });
  const [began, setBegan] = useState(first);
  const [draft, setDraft] = useState<Draft>(began.draft);
  const { offer } = began;
  if (taken === null && !take.isPending && began.version !== current.version && draft === began.draft) {
    // Nothing was filled in yet: it begins from the order as it is now.
    const anew = first();
    setBegan(anew);
    setDraft(anew.draft);
  }
  const { data: terms } = useTerms(page.terms.id);
  const needs = claimActions.includes(action) || (action === 'release_shipment' && draft.carrier.trim() === '');
  const missing = offer?.command ? (needs ? `actions.${action}.needs` : 'panel.choose') : `actions.${action}.none`;
  const heading = useRef<HTMLHeadingElement>(null);
  const possible = useMemo(() => choices(page, action, draft.reference, offer?.command ?? null), [page, action, draft.reference, offer]);
  const command = useMemo(() => commandOf(draft, possible), [draft, possible]);
  const preview = usePreview(page, command, taken === null);
  const decision: Decision | null = taken?.taken.decision ?? (command ? (preview.data?.decision ?? null) : null);
  // Only what was seen can be taken: never an older figure, never one that is still on its way.
  const { data: sync } = useSync();
  const over = sync?.lease_over ?? false;
  const ready = !over && taken === null && command !== null && decision?.outcome === 'allowed' && !preview.isPlaceholderData && preview.isSuccess;

  // Under an exception what is done is the command that it is about.
  const excepted = (id: string, asked: OrderCommand, answer: Taken) => {
    setTaken(keep({ commandId: id, page, action, reference: offer?.reference ?? null, command: asked, taken: answer }));
    done(id);
  };
  const doTake = () => {
    if (ready && !take.isPending) take.mutate({ page, command, reference: offer?.reference ?? null });
  };

  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const speaking = i18n.getFixedT(page.customer.language);
  const about = taken ? carriedOut(taken.command) : command;
  const asked = taken?.command.type === 'ask_exception';
  const text =
    decision && about && !asked
      ? say({ page, command: about, decision, terms, rma: taken?.taken.rma_number ?? null }, formatsIn(page.customer.language), speaking)
      : '';
  const captured = decision && amountWeighed(decision, 'PRE-2', 'to_capture');
  const { copied, copy } = useCopy();
  const what = unitsOf(page, about, formats);
  const whole = (shown: Decision) =>
    decisionText({ page, title: `${t(`actions.${action}.title`, { what: '' })} ${what}`, decision: shown, taken: taken !== null, terms, said: text, language: page.customer.language }, formats, t);
  const allowed = !taken && !over && decision?.outcome === 'allowed';
  useKeys({ Escape: close }, 'panel');
  useActions(
    [
      {
        name: 'take',
        ...(allowed ? { title: t(`actions.${action}.take`) } : {}),
        keys: ['field:Enter'],
        act: taken
          ? null
          : (event) => {
              if (event?.target instanceof HTMLSelectElement || event?.target instanceof HTMLTextAreaElement || isOwn(event?.target ?? null)) return false;
              doTake();
              return;
            },
      },
      { name: 'say', keys: ['s'], act: text ? () => copy(text) : null },
      { name: 'copy_decision', keys: ['y'], act: decision ? () => copy(whole(decision)) : null },
    ],
    'panel',
  );
  return (
    <aside className="panel" aria-label={t('panel.label')}>
      <div className="panel-body">
        <header className="panel-head">
          <h2 ref={heading} tabIndex={-1}>
            {t(`actions.${action}.title`, { what: '' })} <bdi dir="auto">{what}</bdi>
          </h2>
          {decision ? <Outcome decision={decision} taken={taken !== null} asked={asked} /> : null}
          <span className="hidden" role="status">
            {copied !== null && copied !== text ? t('copy.done') : null}
          </span>
        </header>
        {taken ? (
          <Done kept={taken} reopen={() => open(action, offer?.reference)} />
        ) : offer?.command ? (
          <Form page={page} draft={draft} possible={possible} set={(changed) => setDraft((was) => ({ ...was, ...(typeof changed === 'function' ? changed(was) : changed) }))} />
        ) : null}
        {command === null && !taken ? <p className="muted">{t(missing)}</p> : null}
        {preview.error && !taken ? <Problem error={preview.error} /> : null}
        {take.error ? <Problem error={take.error} retry={doTake} /> : null}
        {decision?.outcome === 'refused' && command ? (
          <Refused page={page} command={command} decision={decision} terms={terms} refused={{ action, reference: offer?.reference ?? null }} open={open} taken={excepted} />
        ) : null}
        {text ? <Say text={text} language={page.customer.language} part={taken?.taken.rma_number ?? null} copied={copied === text} copy={() => copy(text)} /> : null}
        {decision?.void_authorisation ? (
          <p className="amount-head">
            <span>{t('amounts.voided')}</span>
            <span className="figures">{formats.money(decision.void_authorisation, page.order.currency)}</span>
          </p>
        ) : null}
        {captured ? (
          <p className="amount-head">
            <span>{t('amounts.captured')}</span>
            <span className="figures" data-testid="captured">
              {formats.money(captured, page.order.currency)}
            </span>
          </p>
        ) : null}
        {decision?.refund ? <Amounts page={page} refund={decision.refund} estimated={false} /> : null}
        {decision?.estimate ? <Amounts page={page} refund={decision.estimate} estimated /> : null}
        {taken === null && decision?.outcome === 'allowed' && decision.refund && command ? (
          <OtherAmount page={page} command={command} decision={decision} terms={terms} taken={excepted} />
        ) : null}
        {taken && decision?.exception ? <Excepted exception={decision.exception} goodwill={decision.goodwill?.amount} currency={page.order.currency} /> : null}
        {decision ? <Deadlines decision={decision} today={today} /> : null}
        {decision?.flags.map((flag) => (
          <p key={flag} className="note">
            {t(`panel.flags.${flag}`)}
          </p>
        ))}
        {(taken ? [] : (preview.data?.effects ?? [])).map((effect) => (
          <p key={`${effect.service}-${effect.text_code}`} className="note">
            {t(`effects.${effect.text_code}`, {
              defaultValue: t('effects.other'),
              service: t(`services.${effect.service}`, { defaultValue: effect.service }),
              count: effect.cameras,
            })}
          </p>
        ))}
        {decision ? <Rules decision={decision} terms={terms} language={page.customer.language} /> : null}
      </div>
      {over && !taken ? <p className="panel-over note">{t('panel.lease_over')}</p> : null}
      <Foot taken={Boolean(taken)} close={close} take={allowed ? { label: t(`actions.${action}.take`), ready, run: doTake } : null} />
    </aside>
  );
}
