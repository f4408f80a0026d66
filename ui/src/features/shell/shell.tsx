import { Link, Outlet, useMatches, useNavigate, useRouter } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useBack } from '../../components/back';
import { useKeys } from '../../components/keys';
import { useAppInfo, useChanges } from '../../components/queries';
import { speak } from '../../i18n';
import { FindBoxContext } from '../find/box';
import { KeysHelp, type ScreenId } from './keys-help';
import { useTheme } from './theme';

const places: { to: '/' | '/history' | '/settings'; label: string; also: ScreenId[] }[] = [
  { to: '/', label: 'rail.find', also: ['/customer/$id', '/order/$number', '/document/$kind/$number'] },
  { to: '/history', label: 'rail.history', also: [] },
  { to: '/settings', label: 'rail.settings', also: [] },
];

/** Rail, find box, state, and the page between them. */
export function Shell() {
  const { t } = useTranslation();
  const { data: app } = useAppInfo();
  const screen = useMatches({ select: (matches) => matches.at(-1)?.routeId ?? '__root__' });
  const navigate = useNavigate();
  const { history } = useRouter();
  const back = useBack();
  const [query, setQuery] = useState('');
  const [help, setHelp] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  const page = useRef<HTMLElement>(null);
  useChanges();
  useTheme(app?.settings.theme ?? 'system');
  useEffect(() => {
    if (app) speak(app.settings.language);
  }, [app]);
  useEffect(() => {
    if (screen === '/') box.current?.focus();
    else if (document.activeElement === box.current) page.current?.focus({ preventScroll: true });
  }, [screen]);

  const toBox = () => {
    box.current?.focus();
    box.current?.select();
  };
  useKeys(
    {
      'Mod+k': toBox,
      '/': toBox,
      '?': () => setHelp(true),
      '[': () => history.back(),
      ']': () => history.forward(),
      Escape: () => {
        if (screen === '/') setQuery('');
        else if (document.activeElement === box.current) page.current?.focus();
        else back();
      },
    },
    'window',
  );

  const typed = (text: string) => {
    setQuery(text);
    if (screen !== '/') void navigate({ to: '/' });
  };
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
          {places.map((place) => {
            const here = place.to === screen || place.also.includes(screen);
            return (
              <li key={place.label}>
                <Link to={place.to} activeOptions={{ exact: true }} aria-current={here ? 'page' : undefined}>
                  {t(place.label)}
                </Link>
              </li>
            );
          })}
        </ul>
        {app ? (
          <p className="small muted who">
            <bdi>{app.agent.name}</bdi>
            <br />
            {t(`rail.role.${app.agent.role}`, { series: app.series })}
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
          <kbd>{t('keys.find')}</kbd>
        </div>
        <span className="spacer" />
        {app?.demo ? <span className="tag">{t('state.demo', { shop: app.shop })}</span> : null}
        <Link className="state" to="/history">
          <span className={app && app.waiting > 0 ? 'dot waiting' : 'dot'} aria-hidden="true" />
          {app && app.waiting > 0 ? t('state.waiting', { count: app.waiting }) : t('state.here')}
        </Link>
      </header>
      <main className="page" id="page" ref={page} tabIndex={-1}>
        <FindBoxContext value={typing}>
          <Outlet />
        </FindBoxContext>
      </main>
      <KeysHelp open={help} close={() => setHelp(false)} screen={screen} />
    </div>
  );
}
