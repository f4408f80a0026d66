import { useTranslation } from 'react-i18next';

/**
 * The end of a form: back, and what takes it, where something can be taken. A form that is not ready says why when it is
 * tried.
 */
export function FormFoot({ take, ready, back }: { take?: string | undefined; ready: boolean; back: () => void }) {
  const { t } = useTranslation();
  return (
    <footer className="form-foot">
      <button type="button" className="button" onClick={back} autoFocus={take === undefined}>
        {t('panel.back')} <kbd>{t('keys.esc')}</kbd>
      </button>
      {take === undefined ? null : (
        <button type="submit" className="button primary" aria-disabled={!ready}>
          {take} <kbd>{t('keys.enter')}</kbd>
        </button>
      )}
    </footer>
  );
}
