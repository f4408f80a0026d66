import { useTranslation } from 'react-i18next';

import { faultOf, nothing, type TypedGoods } from './goods';

/** Sorts of goods at most; the desk says so too. */
const MOST = 50;

type GoodsProps = { rows: TypedGoods[]; set: (rows: TypedGoods[]) => void; tried: boolean };

/** What lies in a parcel, sort by sort. */
export function GoodsFields({ rows, set, tried }: GoodsProps) {
  const { t } = useTranslation();
  const change = (at: number, part: Partial<TypedGoods>) => set(rows.map((row, index) => (index === at ? { ...row, ...part } : row)));
  return (
    <fieldset className="units stray-goods">
      <legend className="small muted">{t('quarantine.goods.label')}</legend>
      {rows.map((row, at) => {
        const fault = tried ? faultOf(row) : null;
        const field = (name: keyof TypedGoods, most: number) => (
          <input
            className={name === 'quantity' ? 'input figures' : 'input'}
            dir="auto"
            inputMode={name === 'quantity' ? 'numeric' : undefined}
            aria-label={t('quarantine.goods.nth', { what: t(`quarantine.goods.${name}`), at: at + 1 })}
            placeholder={t(`quarantine.goods.${name}`)}
            maxLength={most}
            value={row[name]}
            aria-invalid={fault === name ? true : undefined}
            onChange={(event) => change(at, { [name]: event.target.value })}
          />
        );
        return (
          // Rows have no name of their own: their place is it.
          <div key={at} className="stray-sort">
            {field('quantity', 5)}
            {field('what', 200)}
            {field('serial', 200)}
            {field('condition', 200)}
            <button type="button" className="quiet" aria-label={t('quarantine.goods.remove', { at: at + 1 })} onClick={() => set(rows.length > 1 ? rows.filter((_, index) => index !== at) : [nothing])}>
              <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
                <path d="M1 1 9 9M9 1 1 9" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
              </svg>
            </button>
            {fault ? <p className="small warning">{t(`quarantine.goods.faults.${fault}`)}</p> : null}
          </div>
        );
      })}
      {rows.length < MOST ? (
        <p>
          <button type="button" className="button small" onClick={() => set([...rows, nothing])}>
            {t('quarantine.goods.add')}
          </button>
        </p>
      ) : null}
    </fieldset>
  );
}
