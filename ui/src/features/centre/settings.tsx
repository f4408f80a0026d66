import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useId, useState, type ReactNode, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { FaultLine } from '../../components/fault-line';
import { Field } from '../../components/field';
import { useFormats } from '../../components/format';
import { useNow } from '../../components/now';
import { queries, useSync } from '../../components/queries';
import { call } from '../../ipc/calls';
import type { CentreSettings, SyncState } from '../../ipc/generated/types';
import { useCentreSettings } from './idle';
import { SignOut } from './sign-out';
import { standingWords } from './standing';

const holds = [0, 8, 30, 120, 600];
const locks = [5, 15, 30, 60, 0];
const months = [0, 24, 12, 6, 3];
/** What is set stands among the choices, also where somebody else chose it. */
const among = (choices: number[], value: number) => (choices.includes(value) ? choices : [value, ...choices]);

/** The desk's place at the centre: who is signed in, how it stands, and how it holds, locks and trusts. */
export function CentreSection() {
  const { t } = useTranslation();
  const { data: sync } = useSync();
  if (!sync) return null;
  if (sync.server === null) {
    return (
      <section>
        <h2>{t('settings.centre.title')}</h2>
        <p className="muted lead">{t('settings.centre.none')}</p>
        <Link className="button" to="/enrol">
          {t('enrol.title')}
        </Link>
      </section>
    );
  }
  return <Enrolled sync={sync} server={sync.server} />;
}

function Enrolled({ sync, server }: { sync: SyncState; server: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow();
  const facts: [string, ReactNode][] = [
    [t('settings.centre.state'), standingWords(sync, now, formats, t)],
    [t('settings.centre.last'), sync.last_sync ? `${formats.moment(sync.last_sync, now)}, ${formats.ago(sync.last_sync, now)}` : t('standing.never_word')],
    [t('settings.centre.server'), server],
    [t('settings.centre.device'), sync.device_name],
  ];
  if (sync.lease_until) facts.push([t('settings.centre.lease'), formats.moment(sync.lease_until, now)]);
  return (
    <>
      <section>
        <h2>{t('settings.centre.agent')}</h2>
        {sync.agent ? (
          <p className="agent-line">
            <bdi>{sync.agent.name}</bdi>
            <span className="muted">
              <bdi>{sync.agent.login}</bdi> · {t(`rail.roles.${sync.agent.role}`)}
              {sync.agent.refund_limit ? ` · ${t('settings.centre.limit', { limit: formats.number(Number(sync.agent.refund_limit)) })}` : ''}
            </span>
          </p>
        ) : null}
        <p className="form-foot">
          {sync.can_lock ? <LockButton /> : null}
          <SignOut sync={sync} words={t('sign_out.take')} />
        </p>
      </section>
      <section>
        <h2>{t('settings.centre.title')}</h2>
        <dl className="facts">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt className="muted">{name}</dt>
              <dd className="long">
                <bdi>{value}</bdi>
              </dd>
            </div>
          ))}
        </dl>
      </section>
      <Bounds />
    </>
  );
}

/** Locks the desk at once. */
export function LockButton({ small = false }: { small?: boolean }) {
  const { t } = useTranslation();
  const lock = useMutation({ mutationFn: () => call('lock', {}), onSuccess: (sync) => queries.setQueryData(['sync'], sync) });
  return (
    <button type="button" className={small ? 'link small' : 'button'} onClick={() => lock.isPending || lock.mutate()}>
      {t('unlock.lock')}
    </button>
  );
}

/** How long a command is held, when the desk locks itself, and whom it trusts. */
function Bounds() {
  const { t } = useTranslation();
  const { data: settings } = useCentreSettings();
  const change = useMutation({
    mutationFn: (asked: CentreSettings) => call('set_centre_settings', { settings: asked }),
    onSuccess: (set) => queries.setQueryData(['centre_settings'], set),
  });
  if (!settings) return null;
  const set = (changed: Partial<CentreSettings>) => change.mutate({ ...settings, ...changed });
  const time = (seconds: number) =>
    seconds < 120 ? t('settings.centre.seconds', { count: seconds }) : t('settings.centre.minutes', { count: seconds / 60 });
  return (
    <section className="stack">
      <h2>{t('settings.centre.ways')}</h2>
      <Choose
        label={t('settings.centre.hold')}
        hint={t('settings.centre.hold_hint')}
        value={settings.hold_seconds}
        options={among(holds, settings.hold_seconds)}
        words={(seconds) => (seconds === 0 ? t('settings.centre.at_once') : time(seconds))}
        set={(hold_seconds) => set({ hold_seconds })}
      />
      <Choose
        label={t('settings.centre.lock')}
        hint={t('settings.centre.lock_hint')}
        value={settings.lock_after_minutes}
        options={among(locks, settings.lock_after_minutes)}
        words={(minutes) => (minutes === 0 ? t('settings.centre.never') : time(minutes * 60))}
        set={(lock_after_minutes) => set({ lock_after_minutes })}
      />
      <Choose
        label={t('settings.centre.months')}
        hint={t('settings.centre.months_hint')}
        value={settings.orders_months}
        options={among(months, settings.orders_months)}
        words={(count) => (count === 0 ? t('settings.centre.all_orders') : t('settings.centre.months_of', { count }))}
        set={(orders_months) => set({ orders_months })}
      />
      <Certificates file={settings.ca_file ?? ''} set={(ca) => set({ ca_file: ca === '' ? null : ca })} />
      {change.error ? (
        <FaultLine error={change.error} />
      ) : null}
      <p className="small done-text" role="status">
        {change.isSuccess ? t('settings.centre.kept') : null}
      </p>
    </section>
  );
}

type ChooseProps = { label: string; hint: string; value: number; options: number[]; words: (option: number) => string; set: (option: number) => void };

function Choose({ label, hint, value, options, words, set }: ChooseProps) {
  const id = useId();
  return (
    <div className="field narrow-field">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="input" aria-describedby={`${id}-hint`} value={value} onChange={(event) => set(Number(event.target.value))}>
        {options.map((option) => (
          <option key={option} value={option}>
            {words(option)}
          </option>
        ))}
      </select>
      <p id={`${id}-hint`} className="small muted">
        {hint}
      </p>
    </div>
  );
}

function Certificates({ file, set }: { file: string; set: (file: string) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(file);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    set(typed.trim());
  };
  return (
    <form onSubmit={submit} className="beside">
      <Field label={t('enrol.ca')} optional value={typed} set={setTyped} hint={t('enrol.ca_hint')} />
      <button type="submit" className="button" aria-disabled={typed.trim() === file}>
        {t('settings.centre.keep')}
      </button>
    </form>
  );
}
