import { useId } from 'react';
import { useTranslation } from 'react-i18next';

import { useFormats } from '../../components/format';
import { Option } from '../../components/option';
import type { AccountPage, EndMode, HandlingEvent, PaymentMeansKind } from '../../ipc/generated/types';
import type { AccountDraft } from './draft';
import type { Asking } from './offers';

type FormProps = { page: AccountPage; asking: Asking; draft: AccountDraft; set: (changed: Partial<AccountDraft>) => void };

/** What can be filled in for the action. */
export function AccountForm(props: FormProps) {
  const { action, row } = props.asking;
  const opening = action === 'subscribe' && props.page.account === null ? <Opening {...props} /> : null;
  if (action === 'subscribe' && row?.part === 'video') {
    return (
      <>
        <Video {...props} />
        {opening}
      </>
    );
  }
  if (opening) return opening;
  if (action === 'cancel_service') return <Ending {...props} />;
  if (action === 'assess_non_payment') return <Events {...props} />;
  return null;
}

const means: PaymentMeansKind[] = ['card', 'sepa_debit', 'transfer'];

/** A first service opens the account: how it is paid, and whether a business pays. */
function Opening({ draft, set }: FormProps) {
  const { t } = useTranslation();
  const name = useId();
  return (
    <div className="form">
      <fieldset className="units">
        <legend className="small muted">{t('account.form.payment')}</legend>
        {means.map((kind) => (
          <Option key={kind} name={name} chosen={draft.payment === kind} choose={() => set({ payment: kind })} words={t(`account.form.means.${kind}`)} />
        ))}
        <p className="small muted">{t('account.form.means_hint')}</p>
      </fieldset>
      <label className="option">
        <input type="checkbox" checked={draft.business} onChange={(event) => set({ business: event.target.checked })} />
        <span>{t('placing.business')}</span>
      </label>
    </div>
  );
}

/** Video: how long recordings are kept, and which cameras are recorded. */
function Video({ page, asking, draft, set }: FormProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const name = useId();
  const { currency } = page;
  const toggle = (id: string) =>
    set({ cameras: page.cameras.map((camera) => camera.id).filter((other) => (other === id) !== draft.cameras.includes(other)) });
  return (
    <div className="form">
      <fieldset className="units">
        <legend className="small muted">{t('account.form.duration')}</legend>
        {(asking.row?.durations ?? []).map(({ days, per_camera: prices }) => {
          const price = Object.entries(prices).find(([code]) => code === currency)?.[1];
          return (
            <Option
              key={days}
              name={name}
              chosen={draft.days === days}
              choose={() => set({ days })}
              words={t('account.durations.days', { count: days })}
              beside={price && currency ? t('account.form.per_camera', { price: formats.money(price, currency) }) : ''}
            />
          );
        })}
      </fieldset>
      <fieldset className="units">
        <legend className="small muted">{t('account.form.cameras')}</legend>
        {page.cameras.map((camera) => (
          <label key={camera.id} className="option">
            <input type="checkbox" checked={draft.cameras.includes(camera.id)} onChange={() => toggle(camera.id)} />
            <span className="option-camera">
              <bdi dir="auto">{camera.name}</bdi> <span className="small muted number">{camera.id}</span>
            </span>
            <span className="small muted number">{camera.order}</span>
          </label>
        ))}
        {page.cameras.length === 0 ? <p className="muted">{t('account.hints.no_cameras')}</p> : null}
      </fieldset>
    </div>
  );
}

/** The last paid service: at once, or with the period (SUB-4). */
function Ending({ asking, draft, set }: FormProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const name = useId();
  const choices: EndMode[] = asking.offer.decision?.choices ?? [];
  const end = asking.offer.decision?.period?.end;
  if (choices.length === 0) return null;
  return (
    <fieldset className="units">
      <legend className="small muted">{t('account.form.choice')}</legend>
      {choices.map((mode, index) => (
        <Option
          key={mode}
          name={name}
          chosen={draft.mode === mode}
          choose={() => set({ mode })}
          words={t(`account.modes.${mode}.name`, { day: end ? formats.day(end) : '' })}
          hint={t(`account.modes.${mode}.hint`, { day: end ? formats.day(end) : '' })}
          keyCap={String(index + 1)}
        />
      ))}
    </fieldset>
  );
}

const events: HandlingEvent[] = ['bank_rejection', 'reminder_letter', 'reminder_call', 'collection'];

/** How often each event of handling happened. */
function Events({ page, asking, draft, set }: FormProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const id = useId();
  const { currency } = page;
  const { owed } = asking;
  if (!owed || !currency) return null;
  return (
    <div className="form">
      <dl className="deadlines">
        <div>
          <dt>{t('account.amounts.principal')}</dt>
          <dd className="figures">{formats.money(owed.amount, currency)}</dd>
        </div>
        <div>
          <dt>{t('account.form.due')}</dt>
          <dd className="late">
            {formats.day(owed.due_on)} <span className="muted">{t('account.days_late', { count: owed.days_late })}</span>
          </dd>
        </div>
      </dl>
      <fieldset className="units">
        <legend className="small muted">{t('account.form.events')}</legend>
        {events.map((event) => {
          const cost = owed.costs[event];
          return (
            <div key={event} className="unit">
              <label htmlFor={`${id}-${event}`} className="clip">
                {t(`account.events.${event}`)}
              </label>
              <input
                id={`${id}-${event}`}
                className="input figures"
                type="number"
                inputMode="numeric"
                min={0}
                max={99}
                value={draft.events[event] ?? 0}
                onFocus={(entered) => entered.target.select()}
                onChange={(changed) => {
                  const typed = Math.trunc(changed.target.valueAsNumber || 0);
                  set({ events: { ...draft.events, [event]: Math.min(Math.max(typed, 0), 99) } });
                }}
              />
              <span className="muted figures">{cost ? formats.money(cost, currency) : ''}</span>
            </div>
          );
        })}
      </fieldset>
    </div>
  );
}
