import { useId } from 'react';
import { useTranslation } from 'react-i18next';

import { Field } from '../../components/field';
import { useFormats } from '../../components/format';
import { Option } from '../../components/option';
import type { NewOrderPage, PaymentMethod, Selling } from '../../ipc/generated/types';
import { deliveriesIn, discountFault, priceIn, sentTo, type OrderDraft } from './draft';

type FormProps = { page: NewOrderPage; selling: Selling | undefined; draft: OrderDraft; set: (changed: Partial<OrderDraft>) => void };

/** ORD-3: card online or with the sales department, cheque, transfer, an approved organisation's credit. */
const methods: PaymentMethod[] = ['card', 'cheque', 'bank_transfer', 'credit'];

/** Where it goes, how it is paid, and what is taken off. */
export function OrderForm({ page, selling, draft, set }: FormProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const id = useId();
  const { markets } = page.catalogue;
  const fault = discountFault(draft);
  const offered = deliveriesIn(page.catalogue, draft.market);
  return (
    <div className="placing-form">
      <fieldset className="units">
        <legend className="small muted">{t('placing.delivery')}</legend>
        {offered.map((option) => {
          const price = selling ? priceIn(option.prices, selling.currency) : undefined;
          return (
            <Option
              key={option.id}
              name={`${id}-delivery`}
              chosen={draft.delivery === option.id}
              choose={() => set({ delivery: option.id })}
              words={option.name[formats.language]}
              beside={price && selling ? formats.money(price, selling.currency) : ''}
            />
          );
        })}
        <Option name={`${id}-delivery`} chosen={draft.delivery === null} choose={() => set({ delivery: null })} words={t('placing.collected')} />
      </fieldset>
      <fieldset className="units">
        <legend className="small muted">{t('placing.payment')}</legend>
        {methods.map((method) => (
          <Option key={method} name={`${id}-payment`} chosen={draft.payment === method} choose={() => set({ payment: method })} words={t(`placing.methods.${method}`)} />
        ))}
      </fieldset>
      <div className="units">
        <div className="field">
          <label htmlFor={`${id}-market`}>{t('placing.market')}</label>
          <select id={`${id}-market`} className="input" value={draft.market ?? ''} onChange={(event) => set(sentTo(draft, event.target.value || null, page.catalogue))}>
            {draft.market ? null : <option value="">{t('placing.choose_market')}</option>}
            {Object.keys(markets).map((market) => (
              <option key={market} value={market}>
                {formats.country(market)}
              </option>
            ))}
          </select>
        </div>
        <label className="option">
          <input type="checkbox" checked={!draft.consumer} onChange={(event) => set({ consumer: !event.target.checked })} />
          <span>{t('placing.business')}</span>
        </label>
      </div>
      <div className="units">
        <Field label={t('placing.code')} optional value={draft.code} set={(code) => set({ code })} fault={fault === 'code' ? t('placing.faults.code') : undefined} />
        <Field
          label={t('placing.discount', { currency: selling ? formats.symbol(selling.currency) : '' })}
          optional
          value={draft.discount}
          set={(discount) => set({ discount })}
          fault={fault === 'amount' ? t('placing.faults.amount') : undefined}
        />
      </div>
    </div>
  );
}
