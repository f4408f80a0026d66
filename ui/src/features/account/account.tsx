import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useActions, type Deed } from '../../components/actions';
import { Guarded } from '../../components/fault';
import { dayIn } from '../../components/format';
import { Problem } from '../../components/problem';
import { useAccount, useAppInfo } from '../../components/queries';
import { Timeline } from '../../components/timeline';
import type { AccountAction, AccountPage } from '../../ipc/generated/types';
import { UndoAccount } from './done';
import { AccountHeader, NoAccount } from './header';
import { useKeptAccount } from './kept';
import { accountKeys, askingFor, askingsOf, isAccountAction, isPossible, type Asking } from './offers';
import { AccountPanel } from './panel';
import { Payments } from './payments';
import { Services } from './services';
import { firstChosen, inOrder } from './status';

/** What is asked of the account, and of no service. */
const ofNoService: AccountAction[] = ['change_payment_method', 'assess_non_payment', 'take_measure', 'lift_measure'];

/** A customer's services, and what is being asked of them beside: the action, and the service that it is about. */
type AccountProps = { id: string; action: AccountAction | undefined; of: string | undefined };

export function AccountScreen(props: AccountProps) {
  const { data, error, refetch } = useAccount(props.id);
  const { data: app } = useAppInfo();
  if (error) return <Problem error={error} retry={() => void refetch()} />;
  if (!data || !app) return <Bones />;
  // Days are counted where the account is.
  return <Screen page={data} today={data.account ? dayIn(data.account.time_zone, app.now) : app.today} {...props} />;
}

/** In place of the page while it is read, of its size. */
function Bones() {
  return (
    <div className="order" aria-busy="true">
      <div className="column">
        <div className="bone bone-head" />
        {['included', 'video', 'security', 'payments'].map((part) => (
          <div key={part} className="bones">
            <div className="bone bone-row" />
            <div className="bone bone-row" />
            <div className="bone bone-row" />
          </div>
        ))}
      </div>
    </div>
  );
}

function Screen({ page, id, action, of, today }: AccountProps & { page: AccountPage; today: string }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  // Asking for the same again begins anew.
  const [round, setRound] = useState(0);
  const kept = useKeptAccount(id);
  // Whoever comes back finds the panel as it was left.
  const [before, setBefore] = useState(kept && !kept.undone && kept.asking.action === action && kept.asking.of === of ? kept : undefined);
  const [done, setDone] = useState(before?.commandId);
  const [chosen, setChosen] = useState(() => (of && page.services.some((row) => row.id === of) ? of : firstChosen(page)));
  // What is asked for beside the page is no step of its own: Esc closes it at once.
  const show = (search: { do?: AccountAction; of?: string | undefined }) => {
    setBefore(undefined);
    setDone(undefined);
    void navigate({ to: '/customer/$id/services', params: { id }, search, replace: true, resetScroll: false });
  };
  const open = (asking: Asking) => {
    if (asking.action === action && asking.of === of) setRound((rounds) => rounds + 1);
    if (asking.row) setChosen(asking.of);
    show({ do: asking.action, of: asking.of });
  };
  const close = () => {
    show({});
    document.getElementById('page')?.focus({ preventScroll: true });
  };
  const rows = inOrder(page).filter((row) => row.offers.length > 0);
  const at = rows.findIndex((row) => row.id === chosen);
  const row = rows[at];
  const asked = (wanted: AccountAction): Asking | undefined => {
    if (ofNoService.includes(wanted)) return askingFor(page, wanted, undefined);
    return row ? askingsOf(row).find((asking) => asking.action === wanted) : undefined;
  };
  // The arrows of a group of choices are its own.
  const move = (by: number) => (event: KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement || rows.length === 0) return false;
    setChosen(rows[Math.min(Math.max(at + by, 0), rows.length - 1)]?.id);
    return;
  };
  const language = i18n.language === 'fr' ? 'fr' : 'en';
  const names = Object.fromEntries(page.services.map((service) => [service.id, service.name[language]]));
  const openFirst = () => {
    const first = row ? askingsOf(row).find(({ offer }) => offer.permitted && isPossible(offer, page)) : undefined;
    return first ? open(first) : false;
  };
  const offered = Object.entries(accountKeys).flatMap(([name, key]): Deed[] => {
    const asking = isAccountAction(name) ? asked(name) : undefined;
    if (!asking) return [];
    const about = asking.row ? (names[asking.row.id] ?? asking.row.id) : '';
    const what = asking.step ? t(`account.steps.${asking.action}.${asking.step.kind}`) : t(`account.actions.${name}.name`);
    return [{ name, title: [what, about].filter(Boolean).join(' · '), keys: [key], act: () => open(asking) }];
  });
  useActions([
    { name: 'service_rows', inPlace: { ArrowUp: move(-1), ArrowDown: move(1), j: move(1), k: move(-1) } },
    { name: 'open', inPlace: { Enter: openFirst } },
    ...offered,
    { name: 'customer', keys: ['u'], act: () => void navigate({ to: '/customer/$id', params: { id } }) },
  ]);
  const panel = `${action ?? ''}-${of ?? ''}-${round}`;
  const beside = action !== undefined && (page.account !== null || page.market !== null);
  return (
    <div className={beside ? 'order with-panel' : 'order'}>
      <div className="column account">
        <AccountHeader page={page} today={today} />
        {page.account ? null : <NoAccount page={page} />}
        {page.services.length > 0 ? (
          <Services page={page} today={today} chosen={chosen} choose={setChosen} open={open} current={beside ? { action, of } : undefined} />
        ) : (
          <p className="muted none">{t('account.none_offered')}</p>
        )}
        {page.account ? <Payments page={page} today={today} open={open} current={beside ? { action, of } : undefined} /> : null}
        {page.timeline.length > 0 ? (
          <section>
            <div className="section-head">
              <h2>{t('order.history')}</h2>
            </div>
            <Timeline entries={page.timeline} names={names} />
          </section>
        ) : null}
        {kept && kept.commandId !== done && (kept.undone || page.version <= kept.taken.version) ? <UndoAccount key={kept.commandId} kept={kept} /> : null}
      </div>
      {beside ? (
        <Guarded at={panel} leave={close}>
          <AccountPanel key={panel} page={page} asking={askingFor(page, action, of)} before={before} close={close} open={open} done={setDone} />
        </Guarded>
      ) : null}
    </div>
  );
}
