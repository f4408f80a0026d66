import { describe, expect, test } from 'vitest';

import { faultOf, goodsLine, goodsOf, nothing, typedOf } from './goods';

describe('what lies in a parcel', () => {
  test('an empty row is no goods, one that says something names what', () => {
    expect(goodsOf([nothing, { ...nothing, what: ' ' }])).toEqual([]);
    expect(faultOf(nothing)).toBeNull();
    expect(faultOf({ ...nothing, serial: 'SN-1' })).toBe('what');
  });

  test('units are whole, one at least, and have a bound', () => {
    const units = (quantity: string) => faultOf({ ...nothing, what: 'Camera', quantity });
    expect([units('1'), units('10000'), units(' 2 ')]).toEqual([null, null, null]);
    expect([units('0'), units('10001'), units('1.5'), units(''), units('-1')]).toEqual(Array(5).fill('quantity'));
  });

  test('what was typed travels without the spaces around it, and comes back to be typed over', () => {
    const goods = goodsOf([{ what: ' Camera ', quantity: '2', serial: ' SN-1 ', condition: '' }]);
    expect(goods).toEqual([{ what: 'Camera', quantity: 2, serial: 'SN-1' }]);
    expect(typedOf(goods)).toEqual([{ what: 'Camera', quantity: '2', serial: 'SN-1', condition: '' }]);
    expect(typedOf([])).toEqual([nothing]);
    expect(goodsLine([...goods, { what: 'Siren', quantity: 1 }])).toBe('2 × Camera, 1 × Siren');
  });
});
