import { useTranslation } from 'react-i18next';

import { askedWords } from '../../components/command-words';
import { FaultLine } from '../../components/fault-line';
import { useFormats } from '../../components/format';
import { CallError } from '../../ipc/calls';
import type { AttentionItem } from '../../ipc/generated/types';
import type { Resolving } from './resolve';
import { stepKeys, type Step } from './steps';

/** What is opened is called by what it is. */
const wordsOf = (step: Step, item: AttentionItem): string => (step !== 'open' ? step : item.about.kind === 'account' ? 'open_services' : item.about.kind === 'case' ? 'open_case' : step);

type StepListProps = { steps: Step[]; item: AttentionItem; act: Record<Step, () => void>; resolve: Resolving; copied: boolean };

/** What can be done, each with what it will do in plain words. */
export function StepList({ steps, item, act, resolve, copied }: StepListProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const refused = resolve.error !== null && CallError.from(resolve.error).code === 'refused';
  const what = askedWords(item.asked, formats, t);
  const first = steps[0];
  return (
    <section className="steps" aria-label={t('attention.choices')}>
      <h3>{t('attention.choices')}</h3>
      <ul>
        {steps.map((step) => (
          <li key={step}>
            <button type="button" className={step === first ? 'button primary' : 'button'} aria-disabled={resolve.pending} aria-describedby={`step-${step}`} onClick={() => act[step]()}>
              {t(`steps.${wordsOf(step, item)}.name`)} <kbd>{stepKeys[step].toUpperCase()}</kbd>
            </button>
            <span id={`step-${step}`} className="muted">
              {t(`steps.${wordsOf(step, item)}.does`, { what })}
              {item.behind > 0 && (step === 'let_go' || step === 'ask_again') ? ` ${t('steps.behind', { count: item.behind })}` : ''}
            </span>
          </li>
        ))}
      </ul>
      <p role="status" className="small done-text">
        {copied ? t('steps.copied') : null}
      </p>
      {refused ? (
        <p className="warning" role="alert">
          {t(item.about.kind === 'account' ? 'steps.refused_again_services' : 'steps.refused_again')}
        </p>
      ) : resolve.error ? (
        <FaultLine error={resolve.error} />
      ) : null}
    </section>
  );
}
