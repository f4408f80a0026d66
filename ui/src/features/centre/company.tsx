import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useCopy } from '../../components/copy';
import { FaultLine } from '../../components/fault-line';
import { Field } from '../../components/field';
import { queries } from '../../components/queries';
import { CallError, call } from '../../ipc/calls';
import type { CompanyEnrolArgs, CompanyPage } from '../../ipc/generated/types';

/** The shortest word that unlocks a desk. */
const SHORTEST = 8;

type Journey = { is: 'here'; error: CallError | null } | { is: 'asking' } | { is: 'away'; page: CompanyPage };

/** An agent's way to the company's sign-in service and back, in the system's browser. */
export function useJourney(then: () => void) {
  const [journey, setJourney] = useState<Journey>({ is: 'here', error: null });
  const away = useRef(false);
  // Whoever leaves the page has given it up.
  useEffect(
    () => () => {
      if (away.current) void call('company_cancel', {});
    },
    [],
  );
  const failed = (thrown: unknown) => setJourney({ is: 'here', error: CallError.from(thrown) });
  const go = (word: string, enrol?: CompanyEnrolArgs) => {
    if (journey.is !== 'here') return;
    setJourney({ is: 'asking' });
    call('company_begin', enrol ? { enrol } : {})
      .then((page) => {
        away.current = true;
        setJourney({ is: 'away', page });
        return call('company_finish', { unlock_word: word });
      })
      .then((sync) => {
        away.current = false;
        queries.setQueryData(['sync'], sync);
        then();
      })
      .catch((thrown: unknown) => {
        away.current = false;
        failed(thrown);
      });
  };
  const cancel = () => void call('company_cancel', {});
  return { journey, go, cancel };
}

/** The word that an agent chooses: their password is the company's, and no desk ever sees it. */
export function WordField({ word, set, short }: { word: string; set: (typed: string) => void; short: boolean }) {
  const { t } = useTranslation();
  return (
    <Field
      label={t('company.word')}
      type="password"
      autoComplete="new-password"
      value={word}
      set={set}
      hint={t('company.word_hint')}
      fault={short ? t('company.word_short') : undefined}
    />
  );
}

export const isShort = (word: string): boolean => Array.from(word).length < SHORTEST;

/** While the agent is in the browser. */
export function Away({ page, cancel }: { page: CompanyPage; cancel: () => void }) {
  const { t } = useTranslation();
  const { copied, copy } = useCopy();
  return (
    <div className="note" role="status">
      <p>
        <strong>{t(page.opened ? 'company.away' : 'company.unopened')}</strong> {t('company.back')}
      </p>
      <p className="form-foot">
        <button type="button" className="button small" data-page={page.url} onClick={() => copy(page.url)}>
          {t(copied === page.url ? 'copy.done' : 'company.copy')}
        </button>
        <button type="button" className="button small" onClick={cancel}>
          {t('company.cancel')}
        </button>
      </p>
    </div>
  );
}

/** Signing in at an enrolled desk with an account of the company. */
export function CompanySignIn() {
  const { t } = useTranslation();
  const [word, setWord] = useState('');
  const [tried, setTried] = useState(false);
  const { journey, go, cancel } = useJourney(() => undefined);
  return (
    <section className="company" aria-labelledby="company">
      <h2 id="company">{t('company.title')}</h2>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!isShort(word)) go(word);
        }}
      >
        <WordField word={word} set={setWord} short={tried && isShort(word)} />
        {journey.is === 'here' && journey.error ? <FaultLine error={journey.error} /> : null}
        {journey.is === 'away' ? <Away page={journey.page} cancel={cancel} /> : null}
        <div className="form-foot">
          <button type="submit" className="button" aria-disabled={journey.is !== 'here'}>
            {t(journey.is === 'asking' ? 'sign_in.asking' : 'company.take')}
          </button>
        </div>
      </form>
    </section>
  );
}
