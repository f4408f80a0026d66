import { useTranslation } from 'react-i18next';

import { useFormats } from '../../components/format';
import type { Decision, Language, Outcome as Ends } from '../../ipc/generated/types';

const signs: Record<Ends, { sign: string; tone: string }> = {
  allowed: { sign: '✓', tone: 'done' },
  refused: { sign: '✕', tone: 'refused' },
  choice_required: { sign: '?', tone: 'waiting' },
};

/** How it ends, in a word and a sign. */
export function Outcome({ decision, taken, asked = false }: { decision: Decision; taken: boolean; asked?: boolean }) {
  const { t } = useTranslation();
  const { sign, tone } = signs[decision.outcome];
  return (
    <span className={`tag ${tone}`} role="status" data-testid="outcome">
      <span aria-hidden="true">{sign}</span>
      {t(asked ? 'exception.asked' : taken ? 'panel.done' : `panel.outcome.${decision.outcome}`)}
    </span>
  );
}

type SayProps = {
  text: string;
  language: Language;
  /** A number in the text that stays on one line. */
  part?: string | null;
  copied: boolean;
  copy: () => void;
};

/** What to say to the customer, in the customer's language. */
export function Say({ text, language, part = null, copied, copy }: SayProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <section className="say" aria-label={t('panel.say')}>
      <header>
        <h3>{language === formats.language ? t('panel.say') : t('panel.say_in', { language: t(`customer.languages.${language}`) })}</h3>
        <button type="button" className="quiet" aria-label={t('panel.copy')} onClick={copy}>
          <span className="small" role="status">
            {copied ? t('copy.done') : null}
          </span>
          <kbd>S</kbd>
        </button>
      </header>
      <p dir="auto" lang={language} data-testid="say">
        <Unbroken text={text} part={part} />
      </p>
    </section>
  );
}

/** A text in which a number stays on one line. */
function Unbroken({ text, part }: { text: string; part: string | null }) {
  const [before, after] = part ? text.split(part) : [text];
  return (
    <>
      {before}
      {part && after !== undefined ? <span className="number">{part}</span> : null}
      {after}
    </>
  );
}

/** Days that something ends on. */
export function Deadlines({ decision, today }: { decision: Decision; today: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const days = Object.entries(decision.deadlines);
  if (days.length === 0) return null;
  return (
    <dl className="deadlines">
      {days.map(([name, day]) => (
        <div key={name}>
          <dt>{t(`deadlines.${name}`)}</dt>
          <dd className={day < today ? 'late' : undefined}>
            {formats.day(day)} <span className="muted">{formats.relative(day, today)}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** What else is possible and nothing here does. */
export function Advice({ advice }: { advice: string[] }) {
  const { t } = useTranslation();
  return (
    <>
      {advice.map((alternative) => (
        <span key={alternative} className="tag">
          {t(`alternatives.${alternative}`)}
        </span>
      ))}
    </>
  );
}

type FootProps = { taken: boolean; close: () => void; take: { label: string; ready: boolean; run: () => void } | null };

/** The way back, and the one thing to do. */
export function Foot({ taken, close, take }: FootProps) {
  const { t } = useTranslation();
  return (
    <footer className="panel-foot">
      <button type="button" className="button" onClick={close}>
        {t(taken ? 'panel.close' : 'panel.back')} <kbd>{t('keys.esc')}</kbd>
      </button>
      {take ? (
        <button type="button" className="button primary" aria-disabled={!take.ready} onClick={take.run}>
          {take.label} <kbd>{t('keys.enter')}</kbd>
        </button>
      ) : null}
    </footer>
  );
}
