import { useTranslation } from 'react-i18next';

import { useFormats, type Formats } from '../../components/format';
import { useAppInfo, useTerms } from '../../components/queries';
import { capOf } from '../../components/caps';
import type { Action, Offer, OrderPage } from '../../ipc/generated/types';
import { claimActions, isOpenable, keyedOffers, referenceWords } from '../decision/offers';
import { whyNot } from '../decision/words';

type Open = (action: Action, reference?: string | null) => void;

/** What may be done now; what may not, with its reason. */
export function Actions({ page, open, current }: { page: OrderPage; open: Open; current?: Action | undefined }) {
  const { t } = useTranslation();
  const listed = keyedOffers(page).filter(({ offer }) => !claimActions.includes(offer.action));
  return (
    <section>
      <div className="section-head">
        <h2>{t('order.now')}</h2>
      </div>
      <ul className="actions">
        {listed.map(({ offer, key }) => (
          <OfferRow key={`${offer.action}-${offer.reference ?? ''}`} page={page} offer={offer} keyCap={key ? capOf(key, t) : null} open={open} current={offer.action === current} />
        ))}
      </ul>
    </section>
  );
}

type RowProps = { page: OrderPage; offer: Offer; keyCap: string | null; open: Open; current: boolean };

function OfferRow({ page, offer, keyCap, open, current }: RowProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { data: app } = useAppInfo();
  const { data: terms } = useTerms(page.terms.id);
  const openable = isOpenable(offer);
  const name = t(`actions.${offer.action}.name`);
  return (
    <li className={offer.available ? 'action' : 'action off'}>
      <span className="action-key">{keyCap ? <kbd>{keyCap}</kbd> : null}</span>
      {openable ? (
        <button type="button" className="quiet action-name" aria-expanded={current} onClick={() => open(offer.action, offer.reference)}>
          {name}
        </button>
      ) : (
        <span className="action-name">{name}</span>
      )}
      <span className="muted">
        {offer.available ? (
          hint(page, offer, formats, t, app?.today) || t(`actions.${offer.action}.none`)
        ) : (
          <>
            <span className="no" aria-hidden="true" />
            <span className="hidden">{t('actions.no')} </span>
            {whyNot(offer, terms, formats, t)}
          </>
        )}
      </span>
    </li>
  );
}

type Words = ReturnType<typeof useTranslation>['t'];

function hint(page: OrderPage, offer: Offer, formats: Formats, t: Words, today: string | undefined): string {
  const deadlines = offer.decision?.deadlines ?? {};
  const named = referenceWords(page, offer, t);
  const until = (day: string | undefined) =>
    day ? { day: formats.day(day), relative: today ? formats.relative(day, today) : '' } : { day: '', relative: '' };
  const open = page.ledger.filter((line) => line.kind === 'hardware').reduce((sum, line) => sum + line.open, 0);
  switch (offer.action) {
    case 'cancel_order':
      return t('actions.cancel_order.hint', { count: open });
    case 'request_return': {
      const ends = [deadlines.return_period_end, deadlines.withdrawal_end].filter((day) => day !== undefined).sort();
      return ends.length > 0 ? t('actions.request_return.hint', until(ends.at(-1))) : t('actions.request_return.anytime');
    }
    case 'receive_return':
      return t('actions.receive_return.hint', { rma: offer.reference });
    case 'release_shipment':
      return t('actions.release_shipment.hint', { count: page.ledger.filter((line) => line.kind !== 'service').reduce((sum, line) => sum + line.open, 0) });
    case 'ask_authorisation':
      return t('actions.ask_authorisation.hint');
    case 'deliver_shipment':
      return t('actions.deliver_shipment.hint', { parcel: named });
    case 'refuse_delivery':
      return t('actions.refuse_delivery.hint', { parcel: named });
    case 'goodwill':
      return t('actions.goodwill.hint', { left: formats.money(page.left_to_refund, page.order.currency) });
    case 'receive_refused':
      return t('actions.receive_refused.hint', { parcel: named });
    case 'report_damage': {
      const late = offer.decision?.flags.includes('late_notice');
      return t(late ? 'actions.report_damage.late' : 'actions.report_damage.hint', { parcel: named, ...until(deadlines.carrier_notice) });
    }
    default:
      return '';
  }
}
