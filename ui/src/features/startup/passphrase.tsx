import { useId, useState, type ReactNode, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { CallError, host } from '../../ipc/calls';

type Attempt = { pending: boolean; refused: string | null; open: (passphrase: string) => void };

/** Opens the data with a passphrase. It is kept nowhere: not even a mutation may remember it. */
function useUnlock(opened: () => void): Attempt {
  const [state, setState] = useState({ pending: false, refused: null as string | null });
  const attempt = async (passphrase: string) => {
    const answer = await host.unlock(passphrase);
    if ('error' in answer) throw new CallError(answer.error.code);
  };
  const open = (passphrase: string) => {
    setState({ pending: true, refused: null });
    attempt(passphrase).then(opened, (thrown: unknown) => setState({ pending: false, refused: CallError.from(thrown).code }));
  };
  return { ...state, open };
}

/** For data that is locked with a passphrase. */
export function Unlock({ opened }: { opened: () => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const unlock = useUnlock(opened);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    unlock.open(typed);
    setTyped('');
  };
  return (
    <form onSubmit={submit}>
      <Secret label={t('startup.passphrase')} value={typed} set={setTyped} focus />
      <Foot unlock={unlock} take={t('startup.unlock')} primary />
    </form>
  );
}

/** For a first start where no keychain answers: a passphrase instead of it. */
export function Choose({ opened }: { opened: () => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [again, setAgain] = useState('');
  const [differ, setDiffer] = useState(false);
  const unlock = useUnlock(opened);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setDiffer(typed !== again);
    if (typed !== again) return;
    unlock.open(typed);
    setTyped('');
    setAgain('');
  };
  return (
    <details className="choose">
      <summary>{t('startup.choose.title')}</summary>
      <p className="muted">{t('startup.choose.text')}</p>
      <form onSubmit={submit}>
        <Secret label={t('startup.passphrase')} value={typed} set={setTyped} />
        <Secret label={t('startup.choose.again')} value={again} set={setAgain} />
        <Foot unlock={unlock} take={t('startup.choose.take')}>
          {differ ? t('startup.choose.differ') : null}
        </Foot>
      </form>
    </details>
  );
}

type SecretProps = { label: string; value: string; set: (typed: string) => void; focus?: boolean };

function Secret({ label, value, set, focus = false }: SecretProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        type="password"
        autoComplete="off"
        autoFocus={focus}
        required
        value={value}
        onChange={(event) => set(event.target.value)}
      />
    </div>
  );
}

/** What stands against it, and the button. */
function Foot({ unlock, take, primary = false, children }: { unlock: Attempt; take: string; primary?: boolean; children?: ReactNode }) {
  const { t } = useTranslation();
  const { pending, refused } = unlock;
  const why = children ?? (refused ? t(`startup.refused.${refused}`, { defaultValue: t('startup.refused.other', { code: refused }) }) : null);
  return (
    <>
      {why ? (
        <p className="warning" role="alert">
          {why}
        </p>
      ) : null}
      <button type="submit" className={primary ? 'button primary' : 'button'} disabled={pending}>
        {pending ? t('startup.opening') : take}
      </button>
    </>
  );
}
