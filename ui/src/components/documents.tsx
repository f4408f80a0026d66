import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import { useFormats } from './format';
import { useGrowing } from './growing';
import { Undrawn } from './undrawn';
import type { DocumentRef } from '../ipc/generated/types';

/** Papers, each opening in the viewer. */
export function Documents({ documents, currency }: { documents: DocumentRef[]; currency: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { drawn, rest } = useGrowing(documents.length);
  return (
    <table className="table">
      <tbody>
        {documents.slice(0, drawn).map((paper) => (
          <tr key={`${paper.kind}-${paper.number}`}>
            <td className="kind">
              <Link className="plain-link" to="/document/$kind/$number" params={{ kind: paper.kind, number: paper.number }}>
                {t(`documents.kinds.${paper.kind}`)}
              </Link>
            </td>
            <td className="number">{paper.number}</td>
            <td className="fill muted">
              {formats.day(paper.on)}
              {paper.provisional ? ` · ${t('documents.provisional')}` : ''}
            </td>
            <td className="figures">{paper.total ? formats.money(paper.total, currency) : ''}</td>
          </tr>
        ))}
        <Undrawn rows={documents.length - drawn} ref={rest} />
      </tbody>
    </table>
  );
}
