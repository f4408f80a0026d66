import { useTranslation } from 'react-i18next';

import { capOf } from '../../components/caps';
import type { Offer, OrderPage } from '../../ipc/generated/types';
import { keyedOffers } from './offers';

/** The key that opens an offer, where it has one. */
export function OfferCap({ page, offer }: { page: OrderPage; offer: Offer }) {
  const { t } = useTranslation();
  const key = keyedOffers(page).find((known) => known.offer === offer)?.key;
  return key ? <kbd>{capOf(key, t)}</kbd> : null;
}
