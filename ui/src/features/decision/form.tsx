import { useId } from 'react';
import { useTranslation } from 'react-i18next';

import { Day } from '../../components/day';
import { choosing, type OptionsProps } from '../../components/options';
import type { By, CancelReason, OrderPage, ReturnReason } from '../../ipc/generated/types';
import type { Choice, Draft } from './draft';
import { EvidenceField } from '../evidence/field';
import { Gifts } from './gifts';

const customerReasons: CancelReason[] = ['change_of_mind', 'mistake', 'late', 'incompatible_requirements', 'split_delivery', 'other'];
const merchantReasons: CancelReason[] = [
  'stock_shortage',
  'unavailable',
  'false_information',
  'incorrect_information',
  'prior_non_payment_dispute',
  'no_email',
  'non_payment',
  'strike',
  'flood_or_fire',
  'force_majeure',
  'other',
];
const bys: By[] = ['customer', 'merchant'];
const returnReasons: (ReturnReason | '')[] = ['', 'change_of_mind', 'faulty', 'not_as_described', 'incompatible_requirements', 'other'];

/** Changes a draft; what comes in while it changes is not lost where it is changed by a function. */
type SetDraft = (changed: Partial<Draft> | ((was: Draft) => Partial<Draft>)) => void;

type FormProps = { page: OrderPage; draft: Draft; possible: Choice[]; set: SetDraft };

/** What can be filled in for the action. */
export function Form({ page, draft, possible, set }: FormProps) {
  const { t } = useTranslation();
  const units = (
    <Units label={t('form.units')} choices={possible} values={draft.units} set={(values) => set({ units: values })} />
  );
  const reason = <Reason extends string>(options: Reason[], value: Reason, change: (value: Reason) => void) => (
    <Select label={t('form.reason')} value={value} options={options} words={(o) => t(`reasons.${o === '' ? 'none' : o}`)} set={change} />
  );
  switch (draft.action) {
    case 'cancel_order':
      return (
        <div className="form">
          {units}
          <div className="pair">
            <Select
              label={t('form.by')}
              value={draft.by}
              options={bys}
              words={(by) => t(`form.bys.${by}`)}
              set={(by) => set({ by, cancelReason: by === 'merchant' ? 'stock_shortage' : 'change_of_mind' })}
            />
            {reason(draft.by === 'customer' ? customerReasons : merchantReasons, draft.cancelReason, (cancelReason) => set({ cancelReason }))}
          </div>
        </div>
      );
    case 'request_return':
      return (
        <div className="form">
          {units}
          <div className="pair">
            {reason(returnReasons, draft.returnReason, (returnReason) => set({ returnReason }))}
            <Day label={t('form.told_on')} value={draft.on} set={(on) => on && set({ on })} />
          </div>
        </div>
      );
    case 'receive_return': {
      const rma = page.order.rmas.find((known) => known.number === draft.reference);
      const fault = rma?.reason === 'faulty' || rma?.reason === 'not_as_described';
      return (
        <div className="form">
          {units}
          <Wear draft={draft} possible={possible} set={set} />
          <Gifts page={page} draft={draft} possible={possible} set={set} />
          <div className="pair">
            <Day label={t('form.sent_on')} value={draft.sentOn} set={(sentOn) => set({ sentOn })} />
            <Day label={t('form.received_on')} value={draft.on} set={(on) => on && set({ on })} />
          </div>
          {fault ? <Text label={t('form.cost')} suffix={page.order.currency} value={draft.cost} set={(cost) => set({ cost })} /> : null}
          <EvidenceField files={draft.files} set={(change) => set((was) => ({ files: change(was.files) }))} of="goods" />
        </div>
      );
    }
    case 'report_damage':
      return (
        <div className="form">
          {units}
          <div className="pair">
            <Day label={t('form.reported_on')} value={draft.on} set={(on) => on && set({ on })} />
            <Select
              label={t('form.stock')}
              value={draft.inStock ? 'yes' : 'no'}
              options={['yes', 'no']}
              words={(stock) => t(`form.stocks.${stock}`)}
              set={(stock) => set({ inStock: stock === 'yes' })}
            />
          </div>
          <Area label={t('form.account')} value={draft.account} set={(account) => set({ account })} />
          <Line label={t('form.reserves')} most={2000} value={draft.reserves} set={(reserves) => set({ reserves })} />
          <EvidenceField files={draft.files} set={(change) => set((was) => ({ files: change(was.files) }))} />
        </div>
      );
    case 'move_claim':
      return <StepForm page={page} draft={draft} set={set} />;
    case 'add_evidence':
      return (
        <div className="form">
          <EvidenceField files={draft.files} set={(change) => set((was) => ({ files: change(was.files) }))} />
          <Line label={t('form.reserves')} most={2000} value={draft.reserves} set={(reserves) => set({ reserves })} />
        </div>
      );
    case 'release_shipment':
      return (
        <div className="form">
          {units}
          <div className="pair">
            <Line label={t('form.carrier')} value={draft.carrier} set={(carrier) => set({ carrier })} />
            <Line label={t('form.tracking')} value={draft.tracking} set={(tracking) => set({ tracking })} />
          </div>
          <Day label={t('form.shipped_on')} value={draft.on} set={(on) => on && set({ on })} />
        </div>
      );
    case 'ask_authorisation':
      return null;
    case 'ship_replacement':
      return (
        <div className="form">
          <Day label={t('form.shipped_on')} value={draft.on} set={(on) => on && set({ on })} />
          <div className="pair">
            <Line label={t('form.carrier')} value={draft.carrier} set={(carrier) => set({ carrier })} />
            <Line label={t('form.tracking')} value={draft.tracking} set={(tracking) => set({ tracking })} />
          </div>
        </div>
      );
    case 'deliver_shipment':
    case 'deliver_replacement':
    case 'refund_claim':
      return (
        <div className="form pair">
          <Day label={t(`form.${draft.action === 'refund_claim' ? 'decided_on' : 'delivered_on'}`)} value={draft.on} set={(on) => on && set({ on })} />
        </div>
      );
    default:
      return (
        <div className="form pair">
          <Day label={t(`form.${draft.action === 'refuse_delivery' ? 'refused_on' : 'back_on'}`)} value={draft.on} set={(on) => on && set({ on })} />
        </div>
      );
  }
}

/** The next step of a claim, with what it needs. */
function StepForm({ page, draft, set }: Omit<FormProps, 'possible'>) {
  const { t } = useTranslation();
  const next = page.claims.find((claim) => claim.name === draft.reference)?.next ?? [draft.to];
  return (
    <div className="form">
      <div className="pair">
        <Select label={t('form.step')} value={draft.to} options={next} words={(to) => t(`claims.status.${to}`)} set={(to) => set({ to })} />
        <Day label={t('form.step_on')} value={draft.on} set={(on) => on && set({ on })} />
      </div>
      {draft.to === 'paid' ? <Text label={t('form.paid')} suffix={page.order.currency} value={draft.amount} set={(amount) => set({ amount })} /> : null}
      {draft.to === 'filed' || draft.to === 'accepted' || draft.to === 'rejected' ? (
        <Line label={t('form.carriers_reference')} value={draft.carriersReference} set={(carriersReference) => set({ carriersReference })} />
      ) : null}
      <Line label={t('form.note')} most={2000} value={draft.note} set={(note) => set({ note })} />
    </div>
  );
}

/** A line of text. */
function Line({ label, value, set, most = 80 }: { label: string; value: string; set: (value: string) => void; most?: number }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} className="input" dir="auto" autoComplete="off" maxLength={most} value={value} onChange={(event) => set(event.target.value)} />
    </div>
  );
}

/** A few lines of text. */
function Area({ label, value, set }: { label: string; value: string; set: (value: string) => void }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea id={id} className="input area" dir="auto" rows={2} maxLength={2000} value={value} onChange={(event) => set(event.target.value)} />
    </div>
  );
}

type UnitsProps = { label: string; choices: Choice[]; values: Record<string, number>; set: (values: Record<string, number>) => void };

function Units({ label, choices, values, set }: UnitsProps) {
  const { t } = useTranslation();
  const id = useId();
  if (choices.length === 0) return null;
  return (
    <fieldset className="units">
      <legend className="small muted">{label}</legend>
      {choices.map((choice) => (
        <div key={choice.line} className="unit">
          <label htmlFor={`${id}-${choice.line}`} className="clip">
            <bdi dir="auto">{choice.name}</bdi>
          </label>
          <input
            id={`${id}-${choice.line}`}
            className="input figures"
            type="number"
            inputMode="numeric"
            min={0}
            max={choice.max}
            value={values[choice.line] ?? 0}
            onFocus={(event) => event.target.select()}
            onChange={(event) => {
              const typed = Math.trunc(event.target.valueAsNumber || 0);
              set({ ...values, [choice.line]: Math.min(Math.max(typed, 0), choice.max) });
            }}
          />
          <span className="muted">{t('form.of', { max: choice.max })}</span>
        </div>
      ))}
    </fieldset>
  );
}

/** What the units that came are worth less: named only where there are several. */
function Wear({ draft, possible, set }: Omit<FormProps, 'page'>) {
  const { t } = useTranslation();
  const came = possible.filter((choice) => (draft.units[choice.line] ?? 0) > 0);
  const field = (choice: Choice, label: string, full: string) => (
    <Text
      key={choice.line}
      label={label}
      full={full}
      suffix="%"
      value={draft.wear[choice.line] ?? ''}
      set={(value) => set({ wear: { ...draft.wear, [choice.line]: value } })}
    />
  );
  if (possible.length === 1) return came.map((choice) => field(choice, t('form.wear'), t('form.wear')));
  if (came.length === 0) return null;
  return (
    <fieldset className="units">
      <legend className="small muted">{t('form.wear')}</legend>
      {came.map((choice) => field(choice, choice.name, t('form.wear_of', { name: choice.name })))}
    </fieldset>
  );
}

function Select<Option extends string>(props: OptionsProps<Option>) {
  const { label, value, options, words } = props;
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="input" value={value} onChange={(event) => choosing(props)(event.target.value)}>
        {options.map((option) => (
          <option key={option} value={option}>
            {words(option)}
          </option>
        ))}
      </select>
    </div>
  );
}

type TextProps = {
  label: string;
  /** What it is called where the label alone would not say. */
  full?: string;
  suffix: string;
  value: string;
  set: (value: string) => void;
};

function Text({ label, full, suffix, value, set }: TextProps) {
  const id = useId();
  return (
    <div className="unit">
      <label htmlFor={id} className="clip">
        <bdi dir="auto">{label}</bdi>
      </label>
      <input
        id={id}
        className="input figures"
        inputMode="decimal"
        aria-label={full}
        value={value}
        placeholder="0"
        onChange={(event) => set(event.target.value.replace(/[^\d.,]/g, ''))}
      />
      <span className="muted">{suffix}</span>
    </div>
  );
}
