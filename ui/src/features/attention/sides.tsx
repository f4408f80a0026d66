import { useTranslation } from 'react-i18next';

import { askedWords, commandWords, deedWords, orderCommand, referenceOf, whoWords } from '../../components/command-words';
import { useFormats } from '../../components/format';
import { useNow } from '../../components/now';
import { OrderStateTag } from '../../components/words';
import type { Asked, AttentionItem, Conflict, Difference, OrderPage, Side, Upshot } from '../../ipc/generated/types';
import { unitsOf } from '../decision/words';

type AboutItem = { item: AttentionItem; page: OrderPage | undefined; currency: string | undefined };

/** What was asked, with its units by name where the desk knew them or the order is here to name them. */
export function useNamed(page: OrderPage | undefined) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (asked: Asked) => {
    if (asked.units.length > 0) return askedWords(asked, formats, t);
    const { name } = asked;
    const command = orderCommand(asked.command);
    const units = page && command && 'lines' in command && command.lines ? unitsOf(page, command, formats) : '';
    return units ? `${t(`commands.${name}`, { defaultValue: t('commands.other') })} ${units}` : commandWords(name, asked.command, t);
  };
}

/** What was done here and what was told to the customer, beside what others did meanwhile. */
export function Sides({ item, page, conflict, currency }: AboutItem & { conflict: Conflict }) {
  const { t } = useTranslation();
  return (
    <div className="sides">
      <section>
        <h3>{t('attention.mine')}</h3>
        <Mine item={item} page={page} currency={currency} />
      </section>
      <section>
        <h3>{t('attention.theirs')}</h3>
        {conflict.theirs.length > 0 ? (
          <ol className="deeds">
            {conflict.theirs.map((side, index) => (
              <Deed key={`${side.at}-${index}`} side={side} page={page} />
            ))}
          </ol>
        ) : (
          <p className="muted">{t('attention.theirs_none')}</p>
        )}
        {page ? <Now page={page} /> : null}
      </section>
    </div>
  );
}

/** Where the order stands now, and the parcel that left last. */
function Now({ page }: { page: OrderPage }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const parcel = page.order.shipments.filter((shipment) => shipment.shipped_on).at(-1);
  return (
    <p className="so-now">
      <span className="muted">{t('attention.now')}</span> <OrderStateTag state={page.state} />
      {parcel?.shipped_on ? (
        <span className="small muted">
          {[
            t('attention.shipped', { day: formats.day(parcel.shipped_on) }),
            t(`carriers.${parcel.carrier}`, { defaultValue: parcel.carrier }),
            parcel.tracking,
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      ) : null}
    </p>
  );
}

/** Who, when, what, and what the customer was told. */
export function Mine({ item, page, currency, told: told_too = true }: AboutItem & { told?: boolean }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow();
  const named = useNamed(page);
  const { asked } = item;
  const { upshot } = asked;
  const command = orderCommand(asked.command);
  const told: [string, string][] = [];
  if (upshot.total !== undefined) {
    told.push([t('attention.told.total'), currency ? formats.money(upshot.total, currency) : formats.number(Number(upshot.total))]);
  }
  const reference = referenceOf(asked);
  if (reference) told.push([t('attention.told.rma'), reference]);
  for (const [name, day] of Object.entries(upshot.deadlines ?? {})) told.push([t(`deadlines.${name}`), formats.day(day)]);
  return (
    <>
      <p>
        <strong>{named(asked)}</strong>
        {command && 'reason' in command && command.reason ? <span className="muted">, {t(`reasons.${command.reason}`)}</span> : null}
      </p>
      <p className="small muted">
        <bdi>{asked.agent}</bdi>, <time dateTime={asked.taken_at}>{formats.moment(asked.taken_at, now)}</time> ({formats.ago(asked.taken_at, now)})
      </p>
      {!told_too ? null : told.length > 0 ? (
        <>
          <h4 className="small muted">{t('attention.told.title')}</h4>
          <dl className="pairs">
            {told.map(([name, value]) => (
              <div key={`${name}-${value}`}>
                <dt className="muted">{name}</dt>
                <dd className="number">{value}</dd>
              </div>
            ))}
          </dl>
        </>
      ) : (
        <p className="small muted">{t('attention.told.nothing')}</p>
      )}
    </>
  );
}

function Deed({ side, page }: { side: Side; page: OrderPage | undefined }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow();
  const action = side.action as { command?: unknown } | null;
  const command = orderCommand(action?.command);
  const units = page && command && 'lines' in command && command.lines ? unitsOf(page, command, formats) : '';
  const words = units ? `${t(`deeds.${side.what}`)} ${units}` : deedWords(side, t);
  return (
    <li>
      <time dateTime={side.at} className="muted">
        {formats.moment(side.at, now)}
      </time>
      <span>
        <strong>{words}</strong>
        {command && 'reason' in command && command.reason ? <span className="muted">, {t(`reasons.${command.reason}`)}</span> : null}
        <br />
        <bdi className="small muted">{whoWords(side.who, t)}</bdi>
      </span>
    </li>
  );
}

type Row = { name: string; mine: string | null; theirs: string | null; same?: boolean };

/** Told and so, side by side; what is as it was told stands below. */
export function Pairs({ differences, told, currency }: { differences: Difference[]; told: Upshot; currency: string | undefined }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow();
  const money = (amount: string | null) => (amount === null ? null : currency ? formats.money(amount, currency) : formats.number(Number(amount)));
  const edition = (id: string) => {
    const day = /\d{4}-\d{2}-\d{2}/.exec(id)?.[0];
    return day ? t('order.terms', { day: formats.day(day) }) : id;
  };
  const rows = differences.map((difference): Row => {
    switch (difference.what) {
      case 'total':
        return { name: t('attention.told.total'), mine: money(difference.mine), theirs: money(difference.theirs) };
      case 'price':
        return { name: t('attention.told.price'), mine: money(difference.mine), theirs: money(difference.theirs) };
      case 'deadline':
        return {
          name: t(`deadlines.${difference.deadline}`),
          mine: difference.mine ? formats.day(difference.mine) : null,
          theirs: difference.theirs ? formats.day(difference.theirs) : null,
        };
      case 'rma':
        return { name: t('attention.told.rma'), mine: difference.mine, theirs: difference.theirs };
      case 'terms':
        return { name: t('attention.told.terms'), mine: edition(difference.mine), theirs: edition(difference.theirs) };
      case 'same_intent':
        return { name: t('attention.told.same'), mine: null, theirs: `${difference.by}, ${formats.moment(difference.at, now)}` };
    }
  });
  const other = (what: Difference['what']) => differences.some((difference) => difference.what === what);
  const same = (name: string, value: string) => rows.push({ name, mine: value, theirs: value, same: true });
  if (told.total !== undefined && !other('total')) same(t('attention.told.total'), money(told.total) ?? '');
  if (told.price && !other('price')) same(t('attention.told.price'), money(told.price) ?? '');
  if (told.rma && !other('rma')) same(t('attention.told.rma'), told.rma);
  for (const [name, day] of Object.entries(told.deadlines ?? {})) {
    if (!differences.some((difference) => difference.what === 'deadline' && difference.deadline === name)) same(t(`deadlines.${name}`), formats.day(day));
  }
  return (
    <table className="table told">
      <thead>
        <tr>
          <th scope="col">
            <span className="hidden">{t('attention.told.what')}</span>
          </th>
          <th scope="col">{t('attention.told.mine')}</th>
          <th scope="col">{t('attention.told.theirs')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, mine, theirs, same: as }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td className="number muted">{mine ?? t('attention.told.none')}</td>
            <td className={as ? 'number muted' : 'number'}>{as ? t('attention.told.as_told') : <strong>{theirs ?? t('attention.told.none')}</strong>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
