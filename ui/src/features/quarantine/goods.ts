import type { StrayGoods } from '../../ipc/generated/types';

/** Goods as they are typed. */
export type TypedGoods = { what: string; quantity: string; serial: string; condition: string };

export const nothing: TypedGoods = { what: '', quantity: '1', serial: '', condition: '' };

const isBlank = (row: TypedGoods): boolean => [row.what, row.serial, row.condition].every((text) => text.trim() === '');

/** Units of one sort at most; the desk says so too. */
const MOST_UNITS = 10_000;

/** What is wrong with a row: an empty one is none. */
export function faultOf(row: TypedGoods): 'what' | 'quantity' | null {
  if (isBlank(row)) return null;
  if (row.what.trim() === '') return 'what';
  const units = Number(row.quantity);
  return /^\d+$/u.test(row.quantity.trim()) && units >= 1 && units <= MOST_UNITS ? null : 'quantity';
}

/** As a command names them; rows in which nothing is typed are no goods. */
export function goodsOf(rows: TypedGoods[]): StrayGoods[] {
  return rows
    .filter((row) => !isBlank(row))
    .map(({ what, quantity, serial, condition }) => ({
      what: what.trim(),
      quantity: Number(quantity),
      ...(serial.trim() === '' ? {} : { serial: serial.trim() }),
      ...(condition.trim() === '' ? {} : { condition: condition.trim() }),
    }));
}

/** As they were written down, to be typed over. */
export const typedOf = (goods: StrayGoods[]): TypedGoods[] =>
  goods.length > 0 ? goods.map(({ what, quantity, serial = '', condition = '' }) => ({ what, quantity: String(quantity), serial, condition })) : [nothing];

/** What lies in a parcel, in a line. */
export const goodsLine = (goods: StrayGoods[]): string => goods.map(({ what, quantity }) => `${quantity} × ${what}`).join(', ');
