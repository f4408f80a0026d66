import { Link, Outlet, useMatches, useNavigate, useRouter } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useBack } from '../../components/back';
import { capOf } from '../../components/caps';
import { useFormats } from '../../components/format';
import { useLinksElsewhere } from '../../components/elsewhere';
import { useTitle } from '../../components/title';
import { useAnswersForOthers } from '../../components/answering';
import { reread, useAppInfo, useApprovals, useChanges, useDeadlines, useSync } from '../../components/queries';
import { useCases } from '../cases/cases';
import { Banner } from '../centre/banner';
import { Corner } from '../centre/corner';
import { Gate } from '../centre/gate';
import { LockButton } from '../centre/settings';
import { pressing } from '../deadlines/due';
import { FindBoxContext } from '../find/box';
import { useLinks } from '../links/links';
import { Palette } from '../palette/palette';
import { useStrays } from '../quarantine/quarantine';
import { FIND, PALETTE, useWindowDeeds } from '../palette/window';
import type { SyncState } from '../../ipc/generated/types';
import { KeysHelp } from './keys-help';
import type { ScreenId } from './screen';

type Place = { to: '/' | '/cases' | '/orders' | '/deadlines' | '/receiving' | '/approvals' | '/figures' | '/what-if' | '/attention' | '/queue' | '/history' | '/settings'; label: string; also: ScreenId[]; count?: 'attention' | 'waiting' | 'approvals' | 'deadlines' | 'cases' | 'strays'; /** For those who answer for others. */ answering?: boolean };

const places: Place[] = [
  { to: '/', label: 'rail.find', also: ['/customer/$id', '/customer/$id/services', '/customer/$id/order', '/order/$number', '/document/$kind/$number'] },
  { to: '/cases', label: 'rail.cases', also: ['/case/$number', '/customer/$id/case'], count: 'cases' },
  { to: '/orders', label: 'rail.orders', also: [] },
  { to: '/deadlines', label: 'rail.deadlines', also: [], count: 'deadlines' },
  { to: '/receiving', label: 'rail.receiving', also: ['/quarantine', '/quarantine/new', '/quarantine/$number'], count: 'strays' },
  { to: '/attention', label: 'rail.attention', also: [], count: 'attention' },
  { to: '/approvals', label: 'rail.approvals', also: [], count: 'approvals' },
  { to: '/figures', label: 'rail.figures', also: [], answering: true },
  { to: '/what-if', label: 'rail.what_if', also: [], answering: true },
  { to: '/queue', label: 'rail.queue', also: [], count: 'waiting' },
  { to: '/history', label: 'rail.history', also: [] },
  { to: '/settings', label: 'rail.settings', also: ['/enrol'] },
];

/** The window, for whoever may see it. */
export function Shell() {
  useChanges();
  useStanding();
  return (
    <Gate>
      <Window />
    </Gate>
  );
}

/** Reads again what is shown when desk and centre stand otherwise, where no host tells. */
function useStanding(): void {
  const { data: sync } = useSync();
  const seen = sync ? [sync.standing.is, sync.waiting, sync.attention, sync.agent?.login].join() : null;
  const before = useRef(seen);
  useEffect(() => {
    if (before.current !== null && before.current !== seen) void reread();
    before.current = seen;
  }, [seen]);
}

/** Rail, find box, state, and the page between them. */
function Window() {
  const { t } = useTranslation();
  const { data: app } = useAppInfo();
  const { data: sync } = useSync();
  const screen = useMatches({ select: (matches) => matches.at(-1)?.routeId ?? '__root__' });
  const navigate = useNavigate();
  const { history } = useRouter();
  const answers = useAnswersForOthers();
  const mine = places.filter((place) => !place.answering || answers);
  const back = useBack();
  const [query, setQuery] = useState('');
  const [help, setHelp] = useState(false);
  const [palette, setPalette] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  const page = useRef<HTMLElement>(null);
  useEffect(() => {
    if (screen === '/') box.current?.focus();
    else if (document.activeElement === box.current) page.current?.focus({ preventScroll: true });
  }, [screen]);

  const toBox = () => {
    box.current?.focus();
    box.current?.select();
  };
  useWindowDeeds(
    {
      find: toBox,
      palette: () => setPalette(true),
      help: () => setHelp(true),
      back: () => history.back(),
      forward: () => history.forward(),
      escape: () => {
        if (screen === '/') setQuery('');
        else if (document.activeElement === box.current) page.current?.focus();
        else back();
      },
    },
    mine.filter((place) => place.to !== screen).map((place) => ({ name: place.label, go: () => void navigate({ to: place.to }) })),
  );

  const typed = (text: string) => {
    setQuery(text);
    if (screen !== '/') void navigate({ to: '/' });
  };
  // Before it is known how the desk stands, it may be closed.
  useLinks(sync !== undefined, typed);
  useLinksElsewhere();
  useTitle('place', t(places.find((place) => place.to === screen || place.also.includes(screen))?.label ?? 'rail.name'));
  const typing = useMemo(() => ({ query, box }), [query]);
  return (
    <div className="shell">
      <a className="skip" href="#page" onClick={(event) => { event.preventDefault(); page.current?.focus(); }}>
        {t('rail.skip')}
      </a>
      <nav className="rail" aria-label={t('rail.label')}>
        <p className="brand">
          <span className="brand-mark" aria-hidden="true" />
          {t('rail.name')}
        </p>
        <ul>
          {mine.map((place) => {
            const here = place.to === screen || place.also.includes(screen);
            return (
              <li key={place.label}>
                <Link to={place.to} activeOptions={{ exact: true }} aria-current={here ? 'page' : undefined}>
                  {t(place.label)}
                  <Count of={place.count} sync={sync} />
                </Link>
              </li>
            );
          })}
        </ul>
        {app ? (
          <p className="small muted who">
            <bdi>{sync?.agent?.name ?? app.agent.name}</bdi>
            <br />
            {t('rail.role', { role: t(`rail.roles.${sync?.agent?.role ?? app.agent.role}`), series: app.series })}
            {sync?.can_lock ? (
              <>
                <br />
                <LockButton small />
              </>
            ) : null}
          </p>
        ) : null}
      </nav>
      <header className="top">
        <div className="find-box">
          <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
            <circle cx="6" cy="6" r="4.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
            <path d="M9.3 9.3 13 13" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
          </svg>
          <input
            ref={box}
            id="find"
            className="input"
            type="text"
            role="combobox"
            aria-expanded={screen === '/'}
            aria-controls="results"
            aria-autocomplete="list"
            autoComplete="off"
            spellCheck={false}
            aria-label={t('find.label')}
            placeholder={t('find.placeholder')}
            value={query}
            onChange={(event) => typed(event.target.value)}
          />
          <kbd>{capOf(FIND, t)}</kbd>
        </div>
        <button type="button" className="quiet muted commands" onClick={() => setPalette(true)}>
          {t('palette.button')} <kbd>{capOf(PALETTE, t)}</kbd>
        </button>
        <span className="spacer" />
        {app?.demo ? <span className="tag">{t('state.demo', { shop: app.shop })}</span> : null}
        <Corner />
      </header>
      <Banner />
      <main className="page" id="page" ref={page} tabIndex={-1}>
        <FindBoxContext value={typing}>
          <Outlet />
        </FindBoxContext>
      </main>
      <KeysHelp open={help} close={() => setHelp(false)} />
      <Palette open={palette} close={() => setPalette(false)} />
    </div>
  );
}

/** How many ask for somebody; nothing where nobody must act. */
function Count({ of, sync }: { of: Place['count']; sync: SyncState | undefined }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { data: approvals } = useApprovals(of === 'approvals');
  const { data: cases } = useCases('mine', of === 'cases');
  const asking = (approvals ?? []).filter((item) => item.may_answer).length;
  const { data: due } = useDeadlines(of === 'deadlines');
  const { data: strays } = useStrays('waiting', of === 'strays');
  const counts = { strays: strays?.waiting ?? 0, approvals: asking, cases: cases?.mine ?? 0, deadlines: pressing(due?.items ?? []), attention: sync?.attention ?? 0, waiting: sync?.waiting ?? 0 };
  const count = of ? counts[of] : 0;
  if (!of || count === 0) return null;
  return (
    <span className={`count of-${of}`}>
      <span aria-hidden="true">{formats.number(count)}</span>
      <span className="hidden">{t(`rail.counts.${of}`, { count, number: formats.number(count) })}</span>
    </span>
  );
}
