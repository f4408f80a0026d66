import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Guarded } from '../../components/fault';
import { useKeys } from '../../components/keys';
import { useAppInfo } from '../../components/queries';
import { go, href, useRoute, type Route } from '../../components/route';
import { speak } from '../../i18n';
import { CustomerScreen } from '../customer/customer';
import { DocumentScreen } from '../documents/document';
import { FindScreen } from '../find/find';
import { OrderScreen } from '../order/order';
import { SettingsScreen } from '../settings/settings';
import { HistoryScreen } from './history';
import { KeysHelp } from './keys-help';
import { useTheme } from './theme';

const places: { route: Route; label: string; also: Route['name'][] }[] = [
  { route: { name: 'find' }, label: 'rail.find', also: ['customer', 'order', 'document'] },
  { route: { name: 'history' }, label: 'rail.history', also: [] },
  { route: { name: 'settings' }, label: 'rail.settings', also: [] },
];

/** Rail, find box, state, page. */
export function Shell() {
  const { t } = useTranslation();
  const { data: app } = useAppInfo();
  const route = useRoute();
  const [query, setQuery] = useState('');
  const [help, setHelp] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  const page = useRef<HTMLElement>(null);
  useTheme(app?.settings.theme ?? 'system');
  useEffect(() => {
    if (app) speak(app.settings.language);
  }, [app]);
  useEffect(() => {
    if (route.name === 'find') box.current?.focus();
    else if (document.activeElement === box.current) page.current?.focus({ preventScroll: true });
  }, [route.name]);

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
        if (route.name === 'find') setQuery('');
        else if (document.activeElement === box.current) page.current?.focus();
        else history.back();
      },
    },
    'window',
  );

  const typed = (text: string) => {
    setQuery(text);
    if (route.name !== 'find') go({ name: 'find' });
  };
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
            const here = place.route.name === route.name || place.also.includes(route.name);
            return (
              <li key={place.label}>
                <a href={href(place.route)} aria-current={here ? 'page' : undefined}>
                  {t(place.label)}
                </a>
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
            aria-expanded={route.name === 'find'}
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
        <a className="state" href={href({ name: 'history' })}>
          <span className={app && app.waiting > 0 ? 'dot waiting' : 'dot'} aria-hidden="true" />
          {app && app.waiting > 0 ? t('state.waiting', { count: app.waiting }) : t('state.here')}
        </a>
      </header>
      <main className="page" id="page" ref={page} tabIndex={-1}>
        <Guarded at={route.name === 'find' ? query : href(route)}>
          <Page route={route} query={query} box={box} />
        </Guarded>
      </main>
      <KeysHelp open={help} close={() => setHelp(false)} route={route} />
    </div>
  );
}

function Page({ route, query, box }: { route: Route; query: string; box: React.RefObject<HTMLInputElement | null> }) {
  switch (route.name) {
    case 'find':
      return <FindScreen query={query} box={box} />;
    case 'customer':
      return <CustomerScreen key={route.id} id={route.id} />;
    case 'order':
      return <OrderScreen key={route.number} route={route} />;
    case 'document':
      return <DocumentScreen key={route.number} kind={route.kind} number={route.number} />;
    case 'history':
      return <HistoryScreen />;
    case 'settings':
      return <SettingsScreen />;
  }
}
