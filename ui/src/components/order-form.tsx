import { useTranslation } from 'react-i18next';

import type { FormState, OrderForm } from '../ipc/generated/types';
import { useFormats } from './format';

const tones: Record<FormState, string> = { shown: '', waiting: 'waiting', queued: 'done', not_sent: 'refused' };

/** The e-mail that confirms an order, word for word, and whether it is on its way (ORD-1). */
export function OrderFormLetter({ form, opened = true }: { form: OrderForm; opened?: boolean }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const language = form.language === formats.language ? '' : t('letter.language', { language: t(`customer.languages.${form.language}`) });
  const tone = form.to ? tones[form.state] : 'waiting';
  return (
    <details className="letter" open={opened}>
      <summary>
        <h3>{t('letter.title')}</h3>
        <span className={`small ${tone === '' ? 'muted' : tone}`} data-testid="letter-state" role="status">
          {form.to ? t(`letter.states.${form.state}`) : t('letter.nobody')}
        </span>
      </summary>
      <p className="small muted">
        {form.to ? <bdi dir="auto">{form.to}</bdi> : null} {language}
      </p>
      <div lang={form.language} dir="auto" className="letter-text" data-testid="letter">
        <p>
          <b>{form.subject}</b>
        </p>
        <p className="letter-body">{form.body.trim()}</p>
      </div>
    </details>
  );
}
