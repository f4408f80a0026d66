import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

/** An address that leads to no page. */
export function Nowhere() {
  const { t } = useTranslation();
  return (
    <div className="problem">
      <h1>{t('errors.nowhere.title')}</h1>
      <p className="muted">{t('errors.nowhere.text')}</p>
      <p>
        <Link to="/" className="button">
          {t('rail.find')}
        </Link>
      </p>
    </div>
  );
}
