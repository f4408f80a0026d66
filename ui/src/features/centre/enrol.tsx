import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { FaultLine } from '../../components/fault-line';
import { useFaultWords } from '../../components/fault-words';
import { Field } from '../../components/field';
import { useFormats } from '../../components/format';
import { Option } from '../../components/option';
import { queries, reread, useSync } from '../../components/queries';
import { CallError, call } from '../../ipc/calls';
import type { SyncState } from '../../ipc/generated/types';
import { addressOf } from './address';
import { Away, WordField, isShort, useJourney } from './company';

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

type Draft = { server: string; code: string; merchant: string; word: string; name: string; ca: string };
type By = 'code' | 'company';

/** Codes of failures, by the field that they are about. */
const fields: Record<string, keyof Draft> = {
  bad_address: 'server',
  centre_unreachable: 'server',
  certificate_untrusted: 'ca',
  bad_certificates: 'ca',
  enrol_code_invalid: 'code',
  other_shop: 'code',
};

/** The same where the company's account is shown instead of a code. */
const companyFields: Record<string, keyof Draft> = { ...fields, no_company_accounts: 'merchant', other_shop: 'merchant' };

/** Address, code and name; asks before it replaces what only this machine holds. */
export function EnrolForm({ sync, then }: { sync: SyncState | undefined; then?: () => void }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const words = useFaultWords();
  const again = sync?.standing.is === 'must_enrol';
  const [draft, setDraft] = useState<Draft>({ server: sync?.server ?? '', code: '', merchant: '', word: '', name: sync?.device_name ?? '', ca: '' });
  const [by, setBy] = useState<By>('code');
  const [tried, setTried] = useState(false);
  const [replace, setReplace] = useState(false);
  const [asking, setAsking] = useState(false);
  const [refused, setRefused] = useState<CallError | null>(null);
  const { journey, go, cancel } = useJourney(() => {
    void reread();
    then?.();
  });
  const details = useRef<HTMLDetailsElement>(null);
  const set = (changed: Partial<Draft>) => setDraft((was) => ({ ...was, ...changed }));
  const company = by === 'company';
  const error = company ? (journey.is === 'here' ? journey.error : null) : refused;
  const pending = company ? journey.is !== 'here' : asking;
  const places = company ? companyFields : fields;
  const holds = error?.code === 'holds_local_data';
  const isCa = error !== null && places[error.code] === 'ca';
  useEffect(() => {
    if (isCa && details.current) details.current.open = true;
  }, [isCa]);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (pending || (holds && !replace)) return;
    const ca = draft.ca.trim();
    const desk = { server: addressOf(draft.server), device_name: draft.name.trim(), ...(ca ? { ca_file: ca } : {}), ...(replace ? { replace_local: true } : {}) };
    if (company) {
      setTried(true);
      if (!isShort(draft.word)) go(draft.word, { ...desk, merchant: draft.merchant.trim() });
      return;
    }
    setAsking(true);
    call('enrol', { ...desk, code: draft.code.trim() }).then(
      (enrolled) => {
        queries.setQueryData(['sync'], enrolled);
        void reread();
        then?.();
      },
      (thrown: unknown) => {
        setRefused(CallError.from(thrown));
        setAsking(false);
      },
    );
  };
  const fault = (field: keyof Draft) => (error && places[error.code] === field ? sentence(words(error)) : undefined);
  return (
    <>
      <h1>{t(again ? 'enrol.title_again' : 'enrol.title')}</h1>
      <p className="muted">{t(again ? 'enrol.text_again' : 'enrol.text')}</p>
      {again && sync.waiting > 0 ? <p className="note">{t('enrol.keeps', { count: sync.waiting, number: formats.number(sync.waiting) })}</p> : null}
      <form onSubmit={submit} className="stack">
        <Field label={t('enrol.server')} type="text" placeholder="https://" focus={!again} value={draft.server} set={(server) => set({ server })} hint={t('enrol.server_hint')} fault={fault('server')} />
        <fieldset className="units">
          <legend>{t('enrol.by')}</legend>
          <Option name="by" chosen={!company} choose={() => setBy('code')} words={t('enrol.by_code')} />
          <Option name="by" chosen={company} choose={() => setBy('company')} words={t('enrol.by_company')} hint={t('enrol.by_company_hint')} />
        </fieldset>
        {company ? (
          <>
            <Field label={t('enrol.merchant')} value={draft.merchant} set={(merchant) => set({ merchant })} hint={t('enrol.merchant_hint')} fault={fault('merchant')} />
            <WordField word={draft.word} set={(word) => set({ word })} short={tried && isShort(draft.word)} />
          </>
        ) : (
          <Field label={t('enrol.code')} focus={again} value={draft.code} set={(code) => set({ code })} hint={t('enrol.code_hint')} fault={fault('code')} />
        )}
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
        {error && !holds && !places[error.code] ? <FaultLine error={error} /> : null}
        {error && places[error.code] ? (
          <p className="hidden" role="alert">
            {sentence(words(error))}
          </p>
        ) : null}
        {company && journey.is === 'away' ? <Away page={journey.page} cancel={cancel} /> : null}
        <div className="form-foot">
          <button type="submit" className="button primary" aria-disabled={pending || (holds && !replace)}>
            {t(journey.is === 'away' ? 'company.waiting' : pending ? 'enrol.pending' : holds ? 'enrol.take_replace' : company ? 'company.take' : 'enrol.take')} <kbd>{t('keys.enter')}</kbd>
          </button>
        </div>
      </form>
    </>
  );
}

const sentence = ({ title, text }: { title: string; text: string }) => `${title}. ${text}`;
