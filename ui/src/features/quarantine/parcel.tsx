import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useActions, type Deed } from '../../components/actions';
import { Cap } from '../../components/cap';
import { useFormats } from '../../components/format';
import { Problem } from '../../components/problem';
import { useSync } from '../../components/queries';
import { UndoBar } from '../../components/undo';
import { call } from '../../ipc/calls';
import type { StrayPage } from '../../ipc/generated/types';
import { Tiles } from '../evidence/tiles';
import { DescribeForm, MatchForm, NoteForm, PhotosForm, SettleForm } from './forms';
import { noteUndone, useKeptStray } from './kept';
import { Log } from './log';
import { LONG } from './rows';

type Asked = 'describe' | 'match' | 'note' | 'photos' | 'settle';

/** Everything about one parcel on one page. */
export function StrayScreen({ number }: { number: string }) {
  const { data, error, refetch } = useQuery({ queryKey: ['stray', number], queryFn: () => call('open_stray', { number }) });
  if (error) return <Problem error={error} retry={() => void refetch()} />;
  return data ? <Parcel page={data} /> : <div className="sheet skeleton" aria-busy="true" />;
}

function Parcel({ page }: { page: StrayPage }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data: sync } = useSync();
  const [asked, setAsked] = useState<Asked | null>(null);
  const { parcel } = page;
  const kept = useKeptStray(parcel.number);
  const over = sync?.lease_over ?? false;
  const isHere = !parcel.settled;
  const when = (may: boolean, what: Asked) => (may && !over ? () => setAsked(what) : null);
  const deeds = {
    match: { name: 'stray_match', keys: ['o'], act: when(isHere, 'match') },
    describe: { name: 'stray_describe', keys: ['d'], act: when(isHere, 'describe') },
    photos: { name: 'stray_photos', keys: ['p'], act: when(true, 'photos') },
    note: { name: 'stray_note', keys: ['n'], act: when(true, 'note') },
    settle: { name: 'stray_settle', keys: ['s'], act: when(isHere, 'settle') },
  } satisfies Record<Asked, Deed>;
  useActions(Object.values(deeds));
  const close = () => setAsked(null);
  const shown = (name: Asked) => isHere || name === 'photos' || name === 'note';
  const acts: Asked[] = ['match', 'describe', 'photos', 'note', 'settle'];
  return (
    <div className="columns">
      <div className="column case">
        <Header page={page} />
        <p className="actions case-actions">
          {acts.filter(shown).map((name) => (
            <button key={name} type="button" className="button small" aria-disabled={over} onClick={() => deeds[name].act?.()}>
              {t(`quarantine.acts.${name}`)} <Cap of={deeds[name]} />
            </button>
          ))}
        </p>
        {over ? <p className="note">{t('panel.lease_over')}</p> : null}
        <Next page={page} />
        <Goods page={page} />
        <Photos page={page} />
        <Log page={page} />
      </div>
      <aside className="side" aria-label={t('quarantine.beside')}>
        <Written page={page} />
      </aside>
      {asked === 'match' ? <MatchForm page={page} close={close} /> : null}
      {asked === 'describe' ? <DescribeForm page={page} close={close} /> : null}
      {asked === 'photos' ? <PhotosForm page={page} close={close} /> : null}
      {asked === 'note' ? <NoteForm page={page} close={close} /> : null}
      {asked === 'settle' ? <SettleForm page={page} close={close} /> : null}
      {kept ? (
        <UndoBar
          key={kept.commandId}
          kept={kept}
          undone={() => {
            noteUndone(kept);
            // A parcel that was not put aside after all has no page any more.
            if (kept.what === 'new_stray') void navigate({ to: '/quarantine', replace: true });
          }}
          told={t('quarantine.undone')}
          what={t(`quarantine.kept.${kept.what}`)}
        />
      ) : null}
    </div>
  );
}

function Header({ page: { parcel, days, waiting } }: { page: StrayPage }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { settled } = parcel;
  return (
    <header className="order-head">
      <p className="small crumbs">
        <Link className="link" to="/quarantine">
          {t('quarantine.title')}
        </Link>
      </p>
      <div className="title-row">
        <h1 className="number">{parcel.number}</h1>
        {settled ? <span className="tag done">{t(`quarantine.ends.${settled.how.type}`)}</span> : <span className={days >= LONG ? 'tag waiting' : 'tag'}>{t('quarantine.lies', { count: days })}</span>}
        {waiting > 0 ? (
          <Link className="tag waiting" to="/queue">
            {t('order.waits', { count: waiting })}
          </Link>
        ) : null}
      </div>
      <p className="facts-row muted">
        <span>{t('quarantine.came', { day: formats.day(parcel.arrived_on), who: parcel.put_aside_by.name })}</span>
        {parcel.place ? <span>{t('quarantine.lies_at', { place: parcel.place })}</span> : null}
        {settled ? <span>{t('quarantine.settled', { day: formats.day(settled.on), who: settled.by.name })}</span> : null}
      </p>
    </header>
  );
}

/** What to do next, so that nothing is left lying. */
function Next({ page: { parcel, order } }: { page: StrayPage }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { settled } = parcel;
  if (settled) {
    const { how } = settled;
    const words = how.type === 'disposed' ? how.reason : how.type === 'sent_back' ? [t(`carriers.${how.carrier}`, { defaultValue: how.carrier }), how.tracking].filter(Boolean).join(' · ') : how.rma;
    return words ? (
      <p className="stray-next" dir="auto">
        {words}
      </p>
    ) : null;
  }
  if (!parcel.order) return <p className="stray-next">{t('quarantine.next.unknown')}</p>;
  if (!order) return <p className="stray-next">{t('quarantine.next.elsewhere', { order: parcel.order })}</p>;
  const came = order.taken_in.at(-1);
  const awaited = [...order.rmas.map((of) => ({ of, action: 'receive_return' as const })), ...order.refused.map((of) => ({ of, action: 'receive_refused' as const }))];
  return (
    <div className="stray-next">
      <p>
        {t(awaited.length > 0 ? 'quarantine.next.awaited' : came ? 'quarantine.next.taken_in' : 'quarantine.next.nothing', { order: order.number, rma: came, day: formats.day(parcel.arrived_on) })}{' '}
        {order.customer ? (
          <Link className="link" to="/customer/$id" params={{ id: order.customer }}>
            <bdi dir="auto">{order.customer_name ?? order.customer}</bdi>
          </Link>
        ) : null}
      </p>
      <p className="actions">
        {awaited.map(({ of, action }) => (
          <Link key={of} className="button small" to="/order/$number" params={{ number: order.number }} search={{ do: action, of }}>
            {t(`quarantine.next.${action}`, { of })}
          </Link>
        ))}
        {awaited.length === 0 ? (
          <Link className="button small" to="/order/$number" params={{ number: order.number }} search={{ do: 'request_return' }}>
            {t('quarantine.next.request_return')}
          </Link>
        ) : null}
      </p>
    </div>
  );
}

function Goods({ page: { parcel } }: { page: StrayPage }) {
  const { t } = useTranslation();
  const goods = parcel.goods ?? [];
  return (
    <section>
      <div className="section-head">
        <h2>{t('quarantine.goods.label')}</h2>
      </div>
      {goods.length === 0 ? (
        <p className="muted none">{t('quarantine.closed')}</p>
      ) : (
        <table className="table">
          <thead>
            <tr>
              <th scope="col" className="amount">
                {t('quarantine.goods.quantity')}
              </th>
              <th scope="col">{t('quarantine.goods.what')}</th>
              <th scope="col">{t('quarantine.goods.serial')}</th>
              <th scope="col">{t('quarantine.goods.condition')}</th>
            </tr>
          </thead>
          <tbody>
            {goods.map((sort, at) => (
              <tr key={at}>
                <td className="amount figures">{sort.quantity}</td>
                <td className="fill">
                  <bdi dir="auto">{sort.what}</bdi>
                </td>
                <td className="number">
                  <bdi dir="auto">{sort.serial ?? ''}</bdi>
                </td>
                <td>
                  <bdi dir="auto">{sort.condition ?? ''}</bdi>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Photos({ page: { parcel, photos_here } }: { page: StrayPage }) {
  const { t } = useTranslation();
  const photos = parcel.photos ?? [];
  return (
    <section>
      <div className="section-head">
        <h2>{t('quarantine.photos.label')}</h2>
      </div>
      {photos.length === 0 ? <p className="muted none">{t('quarantine.photos.none')}</p> : <Tiles of={{ kind: 'stray', id: parcel.number }} evidence={photos} here={photos_here} />}
    </section>
  );
}

/** What stands on it. */
function Written({ page: { parcel } }: { page: StrayPage }) {
  const { t } = useTranslation();
  const facts = [
    { name: 'scanned', text: parcel.scanned },
    { name: 'carrier', text: parcel.carrier ? t(`carriers.${parcel.carrier}`, { defaultValue: parcel.carrier }) : undefined },
    { name: 'tracking', text: parcel.tracking },
    { name: 'sender', text: parcel.sender },
  ].filter(({ text }) => text);
  return (
    <section>
      <div className="section-head">
        <h2>{t('quarantine.written.title')}</h2>
      </div>
      {facts.length === 0 ? <p className="muted none">{t('quarantine.written.none')}</p> : null}
      <dl className="stray-written">
        {facts.map(({ name, text }) => (
          <div key={name}>
            <dt className="small muted">{t(`quarantine.written.${name}`)}</dt>
            <dd>
              <bdi dir="auto">{text}</bdi>
            </dd>
          </div>
        ))}
        <div>
          <dt className="small muted">{t('quarantine.columns.order')}</dt>
          <dd>
            {parcel.order ? (
              <Link className="link" to="/order/$number" params={{ number: parcel.order }}>
                {parcel.order}
              </Link>
            ) : (
              t('quarantine.unknown')
            )}
          </dd>
        </div>
      </dl>
    </section>
  );
}
