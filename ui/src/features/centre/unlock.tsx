import { useRef, useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { FaultLine } from '../../components/fault-line';
import { Field } from '../../components/field';
import { queries } from '../../components/queries';
import { CallError, call } from '../../ipc/calls';
import type { SyncState } from '../../ipc/generated/types';
import { SignOut } from './sign-out';

/** The desk after nobody touched it for a while: the agent's password opens it, also without a connection. */
export function Unlock({ sync }: { sync: SyncState }) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const [state, setState] = useState<{ pending: boolean; error: unknown }>({ pending: false, error: null });
  const field = useRef<HTMLInputElement>(null);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (state.pending) return;
    // Kept nowhere: not even a mutation may remember it.
    setState({ pending: true, error: null });
    setPassword('');
    call('unlock', { password }).then(
      (opened) => queries.setQueryData(['sync'], opened),
      (error: unknown) => {
        setState({ pending: false, error });
        field.current?.focus();
      },
    );
  };
  const company = sync.agent?.company ?? false;
  const wrong = state.error !== null && CallError.from(state.error).code === 'wrong_password';
  return (
    <>
      <h1>{t('unlock.title')}</h1>
      <p>{t(company ? 'unlock.text_company' : 'unlock.text', { name: sync.agent?.name ?? '' })}</p>
      <form onSubmit={submit}>
        <Field
          ref={field}
          label={t(company ? 'unlock.word' : 'sign_in.password')}
          type="password"
          autoComplete="current-password"
          focus
          value={password}
          set={setPassword}
          fault={wrong ? t(company ? 'unlock.wrong_word' : 'unlock.wrong') : undefined}
        />
        {state.error && !wrong ? <FaultLine error={state.error} /> : null}
        <div className="form-foot">
          <button type="submit" className="button primary" aria-disabled={state.pending}>
            {t(state.pending ? 'unlock.opening' : 'unlock.take')} <kbd>{t('keys.enter')}</kbd>
          </button>
          <SignOut sync={sync} words={t('unlock.other')} />
        </div>
      </form>
      <p className="small muted">{t('unlock.goes_on', { count: sync.waiting })}</p>
    </>
  );
}
