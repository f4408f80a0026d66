import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import { useFormats } from '../../components/format';
import { useNow } from '../../components/now';
import { useAppInfo, useSync } from '../../components/queries';
import { told } from './standing';

/** How desk and centre stand, always in the same place; it leads to the queue. */
export function Corner() {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow();
  const { data: app } = useAppInfo();
  const { data: sync } = useSync();
  if (!sync) {
    const waiting = app?.waiting ?? 0;
    return (
      <Link className="state" to="/queue">
        <span className={waiting > 0 ? 'dot waiting' : 'dot done'} aria-hidden="true" />
        {waiting > 0 ? t('state.waiting', { count: waiting }) : t('state.here')}
      </Link>
    );
  }
  const { tone, words, more, spoken } = told(sync, now, formats, t);
  return (
    <>
      <Link className="state" to="/queue" title={more || undefined}>
        <span className={`dot ${tone}`} aria-hidden="true" />
        <span className="clip">{words.join(' · ')}</span>
        {more ? <span className="hidden">{more}</span> : null}
      </Link>
      <span className="hidden" role="status">
        {spoken}
      </span>
    </>
  );
}
