import { useNavigate } from '@tanstack/react-router';
import { useRef, useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { FaultLine } from '../../components/fault-line';
import { useFaultWords } from '../../components/fault-words';
import { Field } from '../../components/field';
import { useFormats } from '../../components/format';
import { queries, reread, useSync } from '../../components/queries';
import { CallError, call } from '../../ipc/calls';
import type { SyncState } from '../../ipc/generated/types';
import { addressOf } from './address';

/** The page that makes this computer a desk of a centre. */
export function EnrolScreen() {
  const { data: sync } = useSync();
  const navigate = useNavigate();
  return (
    <div className="sheet enrol">
      <EnrolForm sync={sync} then={() => void navigate({ to: '/' })} />
    </div>
  );
}

type Draft = { server: string; code: string; name: string; ca: string };

/** Codes of failures, by the field that they are about. */
const fields: Record<string, keyof Draft> = {
  bad_address: 'server',
  centre_unreachable: 'server',
  certificate_untrusted: 'ca',
  bad_certificates: 'ca',
  enrol_code_invalid: 'code',
  other_shop: 'code',
};

/** Address, code and name; asks before it replaces what only this machine holds. */
export function EnrolForm({ sync, then }: { sync: SyncState | undefined; then?: () => void }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const words = useFaultWords();
  const again = sync?.standing.is === 'must_enrol';
  const [draft, setDraft] = useState<Draft>({ server: sync?.server ?? '', code: '', name: sync?.device_name ?? '', ca: '' });
  const [replace, setReplace] = useState(false);
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<CallError | null>(null);
  const details = useRef<HTMLDetailsElement>(null);
  const set = (changed: Partial<Draft>) => setDraft((was) => ({ ...was, ...changed }));
  const holds = error?.code === 'holds_local_data';
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (pending || (holds && !replace)) return;
    setPending(true);
    const ca = draft.ca.trim();
    const args = { server: addressOf(draft.server), code: draft.code.trim(), device_name: draft.name.trim(), ...(ca ? { ca_file: ca } : {}) };
    call('enrol', { ...args, ...(replace ? { replace_local: true } : {}) }).then(
      (enrolled) => {
        queries.setQueryData(['sync'], enrolled);
        void reread();
        then?.();
      },
      (thrown: unknown) => {
        const failed = CallError.from(thrown);
        setError(failed);
        setPending(false);
        if (fields[failed.code] === 'ca' && details.current) details.current.open = true;
      },
    );
  };
  const fault = (field: keyof Draft) => (error && fields[error.code] === field ? sentence(words(error)) : undefined);
  return (
    <>
      <h1>{t(again ? 'enrol.title_again' : 'enrol.title')}</h1>
      <p className="muted">{t(again ? 'enrol.text_again' : 'enrol.text')}</p>
      {again && sync.waiting > 0 ? <p className="note">{t('enrol.keeps', { count: sync.waiting, number: formats.number(sync.waiting) })}</p> : null}
      <form onSubmit={submit} className="stack">
        <Field label={t('enrol.server')} type="text" placeholder="https://" focus={!again} value={draft.server} set={(server) => set({ server })} hint={t('enrol.server_hint')} fault={fault('server')} />
        <Field label={t('enrol.code')} focus={again} value={draft.code} set={(code) => set({ code })} hint={t('enrol.code_hint')} fault={fault('code')} />
        <Field label={t('enrol.name')} value={draft.name} set={(name) => set({ name })} hint={t('enrol.name_hint')} fault={fault('name')} />
        <details className="choose" ref={details}>
          <summary>{t('enrol.ca_title')}</summary>
          <Field label={t('enrol.ca')} optional value={draft.ca} set={(ca) => set({ ca })} hint={t('enrol.ca_hint')} fault={fault('ca')} />
        </details>
        {error && holds ? (
          <div className="note" role="alert">
            <p>
              <strong>{words(error).title}.</strong> {words(error).text}
            </p>
            <label className="tick">
              <input type="checkbox" checked={replace} onChange={(event) => setReplace(event.target.checked)} />
              <span>{t('enrol.replace', { count: Number(error.facts['orders'] ?? 0), orders: formats.number(Number(error.facts['orders'] ?? 0)) })}</span>
            </label>
          </div>
        ) : null}
        {error && !holds && !fields[error.code] ? <FaultLine error={error} /> : null}
        {error && fields[error.code] ? (
          <p className="hidden" role="alert">
            {sentence(words(error))}
          </p>
        ) : null}
        <div className="form-foot">
          <button type="submit" className="button primary" aria-disabled={pending || (holds && !replace)}>
            {t(pending ? 'enrol.pending' : holds ? 'enrol.take_replace' : 'enrol.take')} <kbd>{t('keys.enter')}</kbd>
          </button>
        </div>
      </form>
    </>
  );
}

const sentence = ({ title, text }: { title: string; text: string }) => `${title}. ${text}`;
