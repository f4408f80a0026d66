import { useId } from 'react';
import { useTranslation } from 'react-i18next';

import { useFormats } from '../../components/format';
import type { OrderPage } from '../../ipc/generated/types';
import { difference } from './difference';
import { commandOf, giftChoices, type Choice, type Draft } from './draft';
import { usePreview } from './preview';

type GiftsProps = { page: OrderPage; draft: Draft; possible: Choice[]; set: (changed: Partial<Draft>) => void };

/** The gifts that were in the parcel: kept until somebody says otherwise, so that none is paid out unseen. */
export function Gifts({ page, draft, possible, set }: GiftsProps) {
  const { t } = useTranslation();
  const gifts = giftChoices(page);
  if (gifts.length === 0) return null;
  return (
    <fieldset className="units">
      <legend className="small muted">{t('form.gifts')}</legend>
      {gifts.map((gift) => (
        <Gift key={gift.line} gift={gift} page={page} draft={draft} possible={possible} set={(back) => set({ gifts: { ...draft.gifts, [gift.line]: back } })} />
      ))}
    </fieldset>
  );
}

type GiftProps = Omit<GiftsProps, 'set'> & { gift: Choice; set: (back: number) => void };

function Gift({ gift, page, draft, possible, set }: GiftProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const id = useId();
  const back = draft.gifts[gift.line] ?? 0;
  const now = usePreview(page, commandOf(draft, possible)).data?.decision.refund;
  const all = { ...draft, gifts: { ...draft.gifts, [gift.line]: gift.max } };
  const then = usePreview(page, commandOf(all, possible), back < gift.max).data?.decision.refund;
  const state = back === 0 ? 'kept' : back < gift.max ? 'some' : 'back';
  const { currency } = page.order;
  const more = now && then ? difference(then.total, now.total) : null;
  const words =
    state === 'back' || more === null || !then
      ? t('form.gift_back')
      : Number(more) === 0
        ? t('form.gift_same')
        : t('form.gift_more', { more: `+${formats.money(more, currency)}`, total: formats.money(then.total, currency) });
  return (
    <div className="gift">
      <div className="unit">
        <label htmlFor={id} className="clip">
          <bdi dir="auto">{gift.name}</bdi>
        </label>
        {gift.max === 1 ? (
          <input id={id} type="checkbox" className="check" aria-describedby={`${id}-more`} checked={back === 1} onChange={(event) => set(event.target.checked ? 1 : 0)} />
        ) : (
          <input
            id={id}
            className="input figures"
            type="number"
            inputMode="numeric"
            min={0}
            max={gift.max}
            aria-describedby={`${id}-more`}
            value={back}
            onFocus={(event) => event.target.select()}
            onChange={(event) => set(Math.min(Math.max(Math.trunc(event.target.valueAsNumber || 0), 0), gift.max))}
          />
        )}
        <span className="muted">{t(`form.gift_states.${state}`, { max: gift.max })}</span>
      </div>
      <p id={`${id}-more`} className="small muted gift-more" data-testid="gift-more">
        {words}
      </p>
    </div>
  );
}
