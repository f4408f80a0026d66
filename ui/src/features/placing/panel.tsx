import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useActions } from '../../components/actions';
import { useCopy } from '../../components/copy';
import { formatsIn, useFormats } from '../../components/format';
import { Problem } from '../../components/problem';
import { OrderFormLetter } from '../../components/order-form';
import { reread, useAppInfo, useSync, useTerms } from '../../components/queries';
import { Requirements, TOLD_KEY } from '../../components/requirements';
import { Undone, WayBack } from '../../components/undo';
import { call, CallError } from '../../ipc/calls';
import type { Basket, NewOrderPage, OrderPreview } from '../../ipc/generated/types';
import { Advice, Deadlines, Foot, Outcome, Say } from '../decision/parts';
import { Rules } from '../decision/rules';
import { refusalOf } from '../decision/words';
import { basketOf, discountFault, isMixed, type OrderDraft } from './draft';
import { keep, noteUndone, type KeptOrder } from './kept';
import { sayOf, unsoldFor } from './words';

type PanelProps = {
  page: NewOrderPage;
  draft: OrderDraft;
  set: (changed: Partial<OrderDraft>) => void;
  /** What was placed before the agent looked elsewhere. */
  before: KeptOrder | undefined;
  /** Tells that the panel now shows what was done. */
  placed: () => void;
  /** Begins another order, or this one again. */
  again: (emptied: boolean) => void;
  close: () => void;
};

/** What the basket would cost, without placing it. */
const usePreview = (basket: Basket | null, enabled: boolean) =>
  useQuery({
    queryKey: ['preview', 'new order', basket],
    queryFn: () => (basket ? call('preview_order', { basket }) : Promise.reject(new CallError('bad_input'))),
    enabled: enabled && basket !== null,
    placeholderData: keepPreviousData,
  });

/** What the order comes to and whether it may be taken, and what was placed after. */
export function PlacingPanel({ page, draft, set, before, placed, again, close }: PanelProps) {
  const { t, i18n } = useTranslation();
  const formats = useFormats();
  const navigate = useNavigate();
  const { data: app } = useAppInfo();
  const { data: sync } = useSync();
  const [kept, setKept] = useState<KeptOrder | null>(before ?? null);
  const [undone, setUndone] = useState(false);
  const [commandId] = useState(() => crypto.randomUUID());
  const [missing, setMissing] = useState(false);
  const basket = useMemo(() => basketOf(draft, page), [draft, page]);
  const slip = discountFault(draft);
  const asked = usePreview(basket, kept === null);
  // What was asked before says nothing of what cannot be sold.
  const preview = kept?.preview ?? (basket && !asked.error ? asked.data : undefined);
  const { data: terms } = useTerms(preview?.terms.id);
  const over = sync?.lease_over ?? false;
  const allowed = kept === null && !over && preview?.decision.outcome === 'allowed';
  // Only what was seen can be placed: never an older figure, never one that is still on its way.
  const ready = allowed && basket !== null && !asked.isPlaceholderData && asked.isSuccess;

  const place = useMutation({
    mutationFn: (wanted: Basket) => call('place_order', { command_id: commandId, basket: wanted }),
    onSuccess: (answer) => {
      if (preview) setKept(keep({ commandId, customer: page.customer.id, preview, placed: answer }));
      placed();
      void reread();
    },
  });
  const doPlace = () => {
    if (!ready || place.isPending) return;
    if (draft.told) place.mutate(basket);
    else setMissing(true);
  };
  const tell = (told: boolean) => {
    setMissing(false);
    set({ told });
  };
  const { language } = page.customer;
  const number = kept?.placed.number ?? null;
  const text = preview ? sayOf({ customer: page.customer, preview, number, terms }, formatsIn(language), i18n.getFixedT(language)) : '';
  const { copied, copy } = useCopy();
  // Once it is placed it has its number. It is read once: the order's own page tells how the e-mail stands from then on.
  const { data: order } = useQuery({
    queryKey: ['preview', 'order form', number],
    queryFn: () => call('open_order', { number: number ?? '' }),
    enabled: number !== null && !undone,
    staleTime: Infinity,
  });
  const form = number === null ? preview?.order_form : (order?.order_form ?? undefined);
  const placedNumber = kept && !undone ? kept.placed.number : null;
  const toldNow = kept === null && preview?.decision.outcome === 'allowed';
  useActions(
    [
      kept === null
        ? { name: 'place_order', keys: ['field:Enter'], act: doPlace }
        : { name: 'open', keys: ['field:Enter'], act: placedNumber ? () => void navigate({ to: '/order/$number', params: { number: placedNumber } }) : null },
      { name: 'say', keys: ['s'], act: text ? () => copy(text) : null },
      { name: 'told', keys: [TOLD_KEY], act: toldNow ? () => tell(!draft.told) : null },
    ],
    'panel',
  );
  const undo = () => {
    if (kept) noteUndone(kept);
    setUndone(true);
  };
  return (
    <aside className="panel" aria-label={t('panel.label')}>
      <div className="panel-body">
        <header className="panel-head">
          <h2>{t('placing.panel')}</h2>
          {preview ? <Outcome decision={preview.decision} taken={kept !== null} /> : null}
        </header>
        {kept && undone ? <Undone told={t('placing.undone')} reopen={() => again(false)} /> : null}
        {kept && !undone ? (
          <section className="taken">
            <p>
              <strong>{t('placing.done')}</strong>{' '}
              <Link className="link number" to="/order/$number" params={{ number: kept.placed.number }}>
                {kept.placed.number}
              </Link>
            </p>
            <WayBack kept={kept} undone={undo} />
            <p>
              <button type="button" className="button small" onClick={() => again(true)}>
                {t('placing.another')}
              </button>
            </p>
          </section>
        ) : null}
        {/* The field that is at fault may be out of sight. */}
        {!basket && kept === null ? <p className="muted">{t(slip ? `placing.faults.${slip}` : 'placing.empty')}</p> : null}
        {asked.error && kept === null && basket ? <Unsold error={asked.error} mixed={isMixed(basket, page.catalogue)} /> : null}
        {place.error ? <Problem error={place.error} retry={doPlace} /> : null}
        {preview?.decision.outcome === 'refused' ? (
          <section className="refusal">
            <p>{refusalOf(preview.decision, terms, formats, t)}</p>
            <Advice advice={preview.decision.alternatives} />
          </section>
        ) : null}
        {text && !undone ? <Say text={text} language={language} part={number} copied={copied === text} copy={() => copy(text)} /> : null}
        {/* What is refused costs nothing. */}
        {preview && preview.decision.outcome !== 'refused' ? <Bill preview={preview} /> : null}
        {/* What goes to the customer is read before it goes. */}
        {form && !undone && preview?.decision.outcome === 'allowed' ? <OrderFormLetter form={form} /> : null}
        {preview?.decision.outcome === 'allowed' && kept === null ? (
          <Requirements language={language} terms={terms} told={draft.told} missing={missing} set={tell} />
        ) : null}
        {preview && app ? <Deadlines decision={preview.decision} today={app.today} /> : null}
        {preview ? <Rules decision={preview.decision} terms={terms} language={language} /> : null}
      </div>
      {over && kept === null ? <p className="panel-over note">{t('panel.lease_over')}</p> : null}
      <Foot taken={kept !== null} close={close} take={allowed ? { label: t(`placing.take.${preview.order.kind}`), ready, run: doPlace } : null} />
    </aside>
  );
}

/** Why there is no such order, in the words of who puts it together. */
function Unsold({ error, mixed }: { error: Error; mixed: boolean }) {
  const { t } = useTranslation();
  const fault = unsoldFor(error, mixed);
  if (!fault) return <Problem error={error} />;
  return (
    <p className="note" role="alert">
      {t(`placing.faults.${fault}`)}
    </p>
  );
}

/** Every line with its gifts, and the sums. Every figure is the desk's. */
function Bill({ preview }: { preview: OrderPreview }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { order, amounts, lines } = preview;
  const { currency } = order;
  const figure = (amount: string) => formats.figure(amount, currency);
  const sums: [string, string][] = lines.map((line) => [t('placing.line', { quantity: line.ordered, name: line.name }), line.kind === 'promotional' ? '' : line.net]);
  if (Number(amounts.discount) > 0) sums.push([t('order.discount', { codes: order.discounts.map(({ code }) => code).join(', ') }), `-${amounts.discount}`]);
  if (order.delivery) sums.push([t('order.delivery'), amounts.delivery]);
  for (const [rate, tax] of Object.entries(amounts.tax)) sums.push([t('order.tax', { rate: formats.percent(rate) }), tax]);
  return (
    <section className="amounts" aria-label={t('placing.bill')}>
      <p className="amount-head">
        <span>{t(order.kind === 'pre_order' ? 'placing.reserved' : 'placing.total')}</span>
        <span className="figures" data-testid="order-total">
          {formats.money(amounts.total, currency)}
        </span>
      </p>
      <ul>
        {sums.map(([name, amount], index) => (
          <li key={index}>
            <div className="amount-flat">
              <span className="amount-row">
                <span className="amount-name">{name}</span>
                <span className="figures">{amount === '' ? <span className="muted">{t('placing.gift')}</span> : figure(amount)}</span>
              </span>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
