import { Link, useNavigate, type NavigateOptions } from '@tanstack/react-router';
import { useDeferredValue, useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';

import { useActions } from '../../components/actions';
import { useCopy } from '../../components/copy';
import { useOpen } from '../../components/elsewhere';
import type { Pressed } from '../../components/pressed';
import { useFormats } from '../../components/format';
import { placeKey } from '../../components/hits';
import { writeLink } from '../../components/link';
import { Problem } from '../../components/problem';
import { useAppInfo, useFind, useFindAtCentre, useRecent, useSync } from '../../components/queries';
import { Flags, OrderStateWords, Spans } from '../../components/words';
import type { FindAnswer, Hit, OrderSummary } from '../../ipc/generated/types';
import { Bootstrap } from '../centre/bootstrap';
import { AtCentre } from './at-centre';
import { merged } from './merged';

const NO_GROUPS: FindAnswer['groups'] = [];
const NO_HITS: Hit[] = [];

/** One list of everything that matches, the first row selected. */
export function FindScreen({ query, box }: { query: string; box: RefObject<HTMLInputElement | null> }) {
  const { t } = useTranslation();
  const asked = useDeferredValue(query.trim());
  const { data: app } = useAppInfo();
  const found = useFind(asked);
  const recent = useRecent();
  const { data: sync } = useSync();
  const centre = useFindAtCentre(asked);
  const groups = useMemo(() => {
    if (asked !== '') return merged(found.data?.groups ?? NO_GROUPS, centre.data?.fetched ?? NO_HITS);
    return recent.data && recent.data.length > 0 ? [{ kind: 'recent' as const, hits: recent.data }] : NO_GROUPS;
  }, [asked, found.data, centre.data, recent.data]);
  const hits = useMemo(() => groups.flatMap((group) => group.hits.map((hit) => ({ id: `${group.kind}-${placeKey(hit)}`, hit }))), [groups]);
  const here = asked !== '' && found.data !== undefined && !found.isPlaceholderData;
  const nothing = here && hits.length === 0;
  const [chosen, setChosen] = useState({ query: '', at: 0 });
  const at = chosen.query === asked ? Math.min(chosen.at, Math.max(hits.length - 1, 0)) : 0;
  const active = hits[at]?.id;

  useEffect(() => {
    const input = box.current;
    if (!input) return;
    input.setAttribute('aria-expanded', String(hits.length > 0));
    if (active) input.setAttribute('aria-activedescendant', active);
    else input.removeAttribute('aria-activedescendant');
    if (active) document.getElementById(active)?.scrollIntoView({ block: 'nearest' });
    return () => {
      input.removeAttribute('aria-activedescendant');
      input.setAttribute('aria-expanded', 'false');
    };
  }, [active, box, hits.length]);

  const move = (by: number) => {
    if (hits.length > 0) setChosen({ query: asked, at: Math.min(Math.max(at + by, 0), hits.length - 1) });
  };
  const navigate = useNavigate();
  const { copied, copy } = useCopy();
  const register = () => void navigate({ to: '/new-customer', search: { said: asked } });
  const openPlace = useOpen();
  // What is shown may still be the answer to fewer letters: Enter then waits for the one to what was typed.
  const typed = query.trim();
  const answered = typed === asked && (asked === '' ? recent.data !== undefined : here);
  const waiting = useRef<{ typed: string; pressed: Pressed } | null>(null);
  const open = (event?: KeyboardEvent) => {
    if (!answered) {
      waiting.current = { typed, pressed: { ctrlKey: event?.ctrlKey ?? false, metaKey: event?.metaKey ?? false } };
      return;
    }
    const hit = hits[at]?.hit;
    if (!hit) return nothing ? register() : false;
    openPlace(placeOf(hit), event);
    return;
  };
  useEffect(() => {
    const pressed = waiting.current;
    if (pressed === null) return;
    const over = pressed.typed !== typed || found.error !== null;
    if (over || answered) waiting.current = null;
    if (over || !answered) return;
    // Nobody has read yet that nothing was found.
    const hit = hits[at]?.hit;
    if (hit) openPlace(placeOf(hit), pressed.pressed);
  }, [typed, answered, found.error, hits, at, openPlace]);
  useActions([
    {
      name: 'arrows',
      inPlace: { 'field:ArrowUp': () => move(-1), 'field:ArrowDown': () => move(1), 'field:PageDown': () => move(8), 'field:PageUp': () => move(-8), j: () => move(1), k: () => move(-1) },
    },
    { name: 'open', inPlace: { 'field:Enter': open } },
    { name: 'open_elsewhere', inPlace: { 'field:Mod+Enter': open } },
    { name: 'new_customer', act: register },
    ...(asked === '' ? [] : [{ name: 'copy_link', act: () => copy(writeLink({ to: 'find', query: asked })) }]),
  ]);

  const failed = asked === '' ? recent.error : found.error;
  if (failed) return <Problem error={failed} retry={() => void (asked === '' ? recent.refetch() : found.refetch())} />;
  // What is here is looked at first; what is not is asked for elsewhere.
  const elsewhere = here && sync !== undefined && sync.server !== null && hits.length === 0;
  return (
    <div className="find">
      <h1 className="hidden">{t('find.title')}</h1>
      <p className="hidden" role="status">
        {asked !== '' && found.data && !found.isPlaceholderData ? t('find.count', { count: hits.length }) : ''}
      </p>
      <p className="hidden" role="status">
        {copied ? t('copy.done') : null}
      </p>
      {sync?.standing.is === 'bootstrapping' && asked === '' ? <Bootstrap sync={sync} first={app?.orders === 0 || hits.length === 0} /> : null}
      {nothing ? <Nothing query={asked} readings={found.data.readings} /> : null}
      {elsewhere ? <AtCentre online={sync.standing.is === 'online' || sync.standing.is === 'bootstrapping'} asked={centre} /> : null}
      {asked === '' && recent.data && hits.length === 0 && sync?.standing.is !== 'bootstrapping' ? <Fresh empty={app?.customers === 0} enrol={sync?.server === null} /> : null}
      <div id="results" {...(hits.length > 0 ? { role: 'listbox', 'aria-label': t('find.results') } : {})}>
        {groups.map((group, index) => (
          <div key={group.kind} role="group" aria-labelledby={`group-${group.kind}`} className="group">
            <div className="group-head" role="presentation">
              <h2 id={`group-${group.kind}`} role="presentation">
                {t(`find.groups.${group.kind}`)}
              </h2>
              <span className="small muted">
                {index === 0 && group.kind !== 'centre' && found.data && asked !== '' ? <Measure answer={found.data} count={hits.length} /> : group.hits.length}
              </span>
            </div>
            {group.hits.map((hit) => {
              const id = `${group.kind}-${placeKey(hit)}`;
              return <Row key={id} id={id} hit={hit} selected={id === active} marked={group.kind === 'centre'} />;
            })}
          </div>
        ))}
      </div>
      {asked === '' && hits.length > 0 ? <p className="small muted hint">{t('find.typeable')}</p> : null}
      <p className="footer small muted" aria-hidden="true">
        <kbd>↑</kbd>
        <kbd>↓</kbd> {t('keys.choose')} <kbd>{t('keys.enter')}</kbd> {t('keys.open')} <kbd>?</kbd> {t('keys.all')}
      </p>
    </div>
  );
}

function placeOf({ target }: Hit): NavigateOptions {
  if (target.kind === 'customer') return { to: '/customer/$id', params: { id: target.id } };
  const to = { order: '/order/$number', case: '/case/$number', stray: '/quarantine/$number' } as const;
  return { to: to[target.kind], params: { number: target.number } };
}

function Row({ hit, id, selected, marked }: { hit: Hit; id: string; selected: boolean; marked: boolean }) {
  const { t } = useTranslation();
  const open = useOpen();
  return (
    <div id={id} role="option" aria-selected={selected} className="hit" onClick={(event) => open(placeOf(hit), event)}>
      <span className="hit-who">
        <span className="clip strong">
          <Spans spans={hit.title} />
        </span>
        <span className="clip small muted">
          <Spans spans={hit.subtitle} />
          {hit.target.kind !== 'customer' && hit.matched !== 'order' ? `${hit.subtitle.length > 0 ? ' · ' : ''}${t(`find.matched.${hit.matched}`)}` : null}
        </span>
      </span>
      <span className="hit-order">{hit.last_order ? <LastOrder order={hit.last_order} own={hit.target.kind === 'order'} /> : null}</span>
      <span className="hit-place clip">
        <Spans spans={hit.place} />
      </span>
      <span className="hit-flags">
        <Flags flags={hit.flags} />
        {marked ? <span className="tag">{t('find.centre.mark')}</span> : null}
      </span>
    </div>
  );
}

function LastOrder({ order, own }: { order: OrderSummary; own: boolean }) {
  const formats = useFormats();
  const { t } = useTranslation();
  const head = [formats.day(order.placed_on), formats.money(order.total, order.currency)];
  return (
    <>
      <span className="clip">{[...(own ? [] : [order.number]), ...head].join(' · ')}</span>
      <span className="clip small muted">
        <OrderStateWords state={order.state} />
        {order.next_deadline
          ? `, ${t(`deadlines.short.${order.next_deadline.name}`, { day: formats.day(order.next_deadline.on) })}`
          : null}
        {' · '}
        {t('find.articles', { first: order.first_article, count: order.articles - 1 })}
      </span>
    </>
  );
}

function Measure({ answer, count }: { answer: FindAnswer; count: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const read = answer.readings.map((reading) => t('find.read_as', { typed: reading.typed, read: reading.read_as }));
  const time = formats.number(answer.micros < 1000 ? Math.max(answer.micros / 1000, 0.1) : Math.round(answer.micros / 1000));
  return [t('find.of', { count, total: formats.number(answer.customers_total) }), t('find.time', { time }), ...read].join(' · ');
}

function Nothing({ query, readings }: { query: string; readings: FindAnswer['readings'] }) {
  const { t } = useTranslation();
  return (
    <div className="empty">
      <p>
        <strong>{t('find.nothing.title', { query })}</strong>
      </p>
      <p className="muted">
        {readings.length > 0 ? `${readings.map((r) => t('find.read_as', { typed: r.typed, read: r.read_as })).join(', ')}. ` : ''}
        {t('find.nothing.searched')}
      </p>
      <ul className="muted tries">
        <li>{t('find.nothing.fewer')}</li>
        <li>{t('find.nothing.number')}</li>
        <li>{t('find.nothing.place')}</li>
      </ul>
      <p>
        <Link className="button" to="/new-customer" search={{ said: query }}>
          {t('customer.new.title')} <kbd>{t('keys.enter')}</kbd>
        </Link>
      </p>
    </div>
  );
}

function Fresh({ empty, enrol }: { empty: boolean; enrol: boolean }) {
  const { t } = useTranslation();
  return (
    <div className="empty">
      <p>
        <strong>{t(empty ? 'find.first.none' : 'find.first.title')}</strong>
      </p>
      <p className="muted">{t(empty ? (enrol ? 'find.first.enrol' : 'find.first.import') : 'find.typeable')}</p>
      {empty && enrol ? (
        <Link className="button primary" to="/enrol">
          {t('enrol.title')}
        </Link>
      ) : null}
    </div>
  );
}
