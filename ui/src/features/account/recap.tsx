import { useTranslation } from 'react-i18next';

import { useFormats } from '../../components/format';
import type { AccountCommand, AccountPage, Decision, PaymentMeans } from '../../ipc/generated/types';
import { Advice } from '../decision/parts';
import { accountKeys, alsoOffered, type Asking } from './offers';
import { durationWords, meansWords } from './words';

type RecapProps = {
  page: AccountPage;
  command: AccountCommand;
  decision: Decision;
  price: string | null;
  today: string;
  /** How the account is paid: as it is, or as it is being opened. */
  means: PaymentMeans | null;
};

/** What holds afterwards: what is paid and when, until when it runs. */
export function Recap({ page, command, decision, price, today, means }: RecapProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { currency } = page;
  const rows: { name: string; value: string; late?: boolean }[] = [];
  const add = (name: string, value: string, late = false) => rows.push({ name: t(`account.recap.${name}`), value, late });
  if (command.type === 'subscribe') {
    if (command.retention_days) add('kept', t('account.durations.days', { count: command.retention_days }));
    if (command.cameras) add('cameras', formats.number(command.cameras.length));
    if (decision.period) {
      add('first', t('account.recap.from_to', { from: formats.day(today), to: formats.day(decision.period.end) }));
      if (price && currency) add('then', t('account.recap.each', { price: formats.money(price, currency), day: formats.day(decision.period.end) }));
    }
    add('paid_by', means ? meansWords(means, t) : t('account.no_means'));
  }
  if (decision.stops_on) add('stops', formats.day(decision.stops_on), true);
  if (command.type === 'reactivate_service') {
    if (page.period) add('next', formats.day(page.period.end));
  }
  if (rows.length === 0) return null;
  return (
    <dl className="deadlines">
      {rows.map(({ name, value, late }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className={late ? 'stops' : undefined}>
            {late ? <span className="stop-mark" aria-hidden="true" /> : null}
            {value}
          </dd>
        </div>
      ))}
    </dl>
  );
}

type AlsoProps = { page: AccountPage; asking: Asking; open: (asking: Asking) => void };

/** What else the customer could subscribe to: told before the summary (F1). */
export function Also({ page, asking, open }: AlsoProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { currency } = page;
  const others = alsoOffered(page, asking.of);
  if (others.length === 0 || !currency) return null;
  return (
    <section className="also">
      <h3>{t('account.also')}</h3>
      <ul>
        {others.map((other) => (
          <li key={other.of}>
            <button type="button" className="quiet" onClick={() => open(other)}>
              {other.row?.name[formats.language]}
            </button>
            <span className="small muted figures">
              {other.row?.price ? t('account.per_month', { price: formats.money(other.row.price, currency) }) : other.row ? durationWords(other.row, currency, formats, t) : ''}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

type InsteadProps = { askings: Asking[]; advice: string[]; why: string; open: (asking: Asking) => void };

/** Why it is refused, and what is possible instead. */
export function RefusedAccount({ askings, advice, why, open }: InsteadProps) {
  const { t } = useTranslation();
  return (
    <section className="refusal">
      <p>
        <strong>{why}</strong>
      </p>
      {askings.length + advice.length > 0 ? (
        <>
          <h3>{t('panel.instead')}</h3>
          <p className="instead">
            {askings.map((other) => (
              <button key={`${other.action}-${other.of ?? ''}`} type="button" className="button small" onClick={() => open(other)}>
                {t(`alternatives.${other.action}`)} <kbd>{accountKeys[other.action].toUpperCase()}</kbd>
              </button>
            ))}
            <Advice advice={advice} />
          </p>
        </>
      ) : (
        <p className="small">{t('account.instead_none')}</p>
      )}
    </section>
  );
}
