import { useTranslation } from 'react-i18next';

import type { OrderPage } from '../../ipc/generated/types';
import { Tiles } from '../evidence/tiles';

/** Goods as they came back: what shows why their value was reduced, or was not (REF-4). */
export function ReturnPhotos({ page }: { page: OrderPage }) {
  const { t } = useTranslation();
  const seen = page.order.rmas.filter(({ photos }) => photos && photos.length > 0);
  if (seen.length === 0) return null;
  return (
    <section>
      <div className="section-head">
        <h2>{t('order.return_photos')}</h2>
      </div>
      {seen.map((rma) => (
        <div key={rma.number}>
          <p className="small muted number">{rma.number}</p>
          <Tiles of={{ kind: 'order', id: page.order.number }} evidence={rma.photos ?? []} here={page.evidence_here} />
        </div>
      ))}
    </section>
  );
}
