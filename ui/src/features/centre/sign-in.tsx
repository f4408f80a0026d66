import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { FaultLine } from '../../components/fault-line';
import { Field } from '../../components/field';
import { useFormats } from '../../components/format';
import { useNow } from '../../components/now';
import { queries } from '../../components/queries';
import { CallError, call } from '../../ipc/calls';
import type { SyncState } from '../../ipc/generated/types';
import { useSyncNow } from './banner';
import { CompanySignIn } from './company';
import { standingWords } from './standing';

/** Who works here: only the centre knows the passwords, so it has to answer. */
export function SignIn({ sync }: { sync: SyncState }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow();
  const again = useSyncNow();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [state, setState] = useState<{ pending: boolean; error: unknown; at: number }>({ pending: false, error: null, at: 0 });
  const field = useRef<HTMLInputElement>(null);
  // A centre that does not answer signs nobody in either way: then there is nothing to offer.
  const { data: ways } = useQuery({ queryKey: ['sign_in_ways'], queryFn: () => call('sign_in_ways', {}), retry: false });
  const code = state.error === null ? '' : CallError.from(state.error).code;
  const left = useWait(code === 'too_many_attempts' ? state.at + Number(CallError.from(state.error).facts['retry_after'] ?? 0) * 1000 : 0);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (state.pending || left > 0) return;
    setState({ pending: true, error: null, at: 0 });
    setPassword('');
    call('sign_in', { login, password }).then(
      (opened) => queries.setQueryData(['sync'], opened),
      (error: unknown) => {
        setState({ pending: false, error, at: Date.now() });
        field.current?.focus();
      },
    );
  };
  const offline = sync.standing.is === 'offline';
  const wrong = code === 'sign_in_failed';
  return (
    <>
      <h1>{t('sign_in.title')}</h1>
      <p className="muted">
        <bdi>{[sync.device_name, sync.server?.replace(/^https:\/\//, '')].filter(Boolean).join(' · ')}</bdi>
      </p>
      {offline ? (
        <div className="note" role="status">
          <p>
            <strong>{standingWords(sync, now, formats, t)}.</strong> {t('sign_in.offline')}
          </p>
          <p>{t('sign_in.offline_why')}</p>
          <button type="button" className="button small" aria-disabled={again.isPending} onClick={() => again.isPending || again.mutate()}>
            {t(again.isPending ? 'queue.sending' : 'banner.try')}
          </button>
        </div>
      ) : null}
      {sync.standing.is === 'must_upgrade' ? (
        <p className="note" role="status">
          <strong>{t('banner.must_upgrade.title')}</strong> {t('sign_in.must_upgrade')}
        </p>
      ) : null}
      <form onSubmit={submit}>
        <Field label={t('sign_in.login')} autoComplete="username" focus value={login} set={setLogin} />
        <Field
          ref={field}
          label={t('sign_in.password')}
          type="password"
          autoComplete="current-password"
          value={password}
          set={setPassword}
          fault={wrong ? t('sign_in.wrong') : undefined}
        />
        {left > 0 ? (
          <p className="warning" role="alert">
            <strong>{t('errors.too_many_attempts.title')}.</strong> {t('sign_in.wait')} <span className="number">{clock(left)}</span>
          </p>
        ) : null}
        {state.error && !wrong && code !== 'too_many_attempts' ? <FaultLine error={state.error} /> : null}
        <div className="form-foot">
          <button type="submit" className="button primary" aria-disabled={state.pending || left > 0}>
            {t(state.pending ? 'sign_in.asking' : 'sign_in.take')} <kbd>{t('keys.enter')}</kbd>
          </button>
        </div>
      </form>
      {ways?.company ? <CompanySignIn /> : null}
      {sync.waiting > 0 ? <p className="small muted">{t('sign_in.waits', { count: sync.waiting, number: formats.number(sync.waiting) })}</p> : null}
    </>
  );
}

/** Minutes and seconds. */
export function clock(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** The milliseconds until then, every second anew. */
function useWait(until: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (until <= Date.now()) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [until]);
  return Math.max(until - Math.max(now, 0), 0);
}
