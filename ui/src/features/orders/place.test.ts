import { describe, expect, it } from 'vitest';

import { drawnOf, heightOf, placeOf, topFor, type View } from './place';

const ROW = 32;
const view = (top: number, count: number, height = 640): View => ({ top, room: Math.max(heightOf(count, ROW) - height, 0), height });

describe('the place in a list that is scrolled', () => {
  it('is counted in rows, from the first to where the last one ends at the lower edge', () => {
    expect(placeOf(view(0, 50_000), ROW, 50_000)).toBe(0);
    expect(placeOf(view(48, 50_000), ROW, 50_000)).toBeCloseTo(1.5);
    expect(placeOf(view(50_000 * ROW - 640, 50_000), ROW, 50_000)).toBeCloseTo(49_980);
  });

  it('stays within the list where the browser scrolls beyond it', () => {
    expect(placeOf(view(-40, 50_000), ROW, 50_000)).toBe(0);
    expect(placeOf(view(1e9, 50_000), ROW, 50_000)).toBeCloseTo(49_980);
  });

  it('is the first where all rows are in sight', () => {
    expect(placeOf(view(0, 20), ROW, 20)).toBe(0);
    expect(placeOf(view(0, 0), ROW, 0)).toBe(0);
  });

  it('reaches the last of more rows than an element can be high', () => {
    const count = 3_000_000;
    expect(heightOf(count, ROW)).toBeLessThan(count * ROW);
    expect(placeOf(view(heightOf(count, ROW) - 640, count), ROW, count)).toBeCloseTo(count - 20);
  });
});

describe('scrolling to a row', () => {
  it('is none where it is in sight as a whole', () => {
    expect(topFor(0, view(0, 50_000), ROW, 50_000)).toBeNull();
    expect(topFor(19, view(0, 50_000), ROW, 50_000)).toBeNull();
    expect(topFor(5, view(0, 20), ROW, 20)).toBeNull();
  });

  it('brings it to the edge that is nearer', () => {
    for (const [index, top] of [[20, 32], [49_999, 50_000 * ROW - 640]] as const) expect(topFor(index, view(0, 50_000), ROW, 50_000)).toBeCloseTo(top);
    expect(topFor(10, view(3200, 50_000), ROW, 50_000)).toBeCloseTo(320);
  });

  it('leads to where it is in sight, also in a list that is too long for its element', () => {
    const count = 3_000_000;
    for (const index of [0, 1, 777_777, count - 1]) {
      const start = view(5_000_000, count);
      const place = placeOf({ ...start, top: topFor(index, start, ROW, count) ?? start.top }, ROW, count);
      expect(place).toBeLessThanOrEqual(index + 1e-6);
      expect(place + 20).toBeGreaterThanOrEqual(index + 1 - 1e-6);
    }
  });
});

describe('what is drawn', () => {
  it('is what is in sight, moved by what is beyond the edge', () => {
    expect(drawnOf(view(48, 50_000), ROW, 50_000, { from: 0, count: 300 })).toEqual({ first: 1, rows: 21, beyond: expect.closeTo(16) as number });
  });

  it('ends with the list', () => {
    const end = view(50_000 * ROW - 640, 50_000);
    expect(drawnOf(end, ROW, 50_000, { from: 49_800, count: 200 })).toEqual({ first: 49_980, rows: 20, beyond: expect.closeTo(0) as number });
    expect(drawnOf(view(0, 3), ROW, 3, { from: 0, count: 3 })).toEqual({ first: 0, rows: 3, beyond: 0 });
  });

  it('fills the view with the nearest rows that are at hand, wherever the hand has gone', () => {
    for (const top of [0, 3200, 9600, 320_000, 50_000 * ROW - 640]) {
      for (const from of [0, 100, 20_000, 49_700]) {
        const { first, rows, beyond } = drawnOf(view(top, 50_000), ROW, 50_000, { from, count: 300 });
        expect(first).toBeGreaterThanOrEqual(from);
        expect(first + rows).toBeLessThanOrEqual(from + 300);
        expect(rows * ROW - beyond, `${top} ${from}`).toBeGreaterThanOrEqual(640 - 1e-6);
      }
    }
  });

  it('draws what there is where fewer are at hand than fit', () => {
    expect(drawnOf(view(0, 50_000), ROW, 50_000, { from: 0, count: 5 })).toEqual({ first: 0, rows: 5, beyond: 0 });
    expect(drawnOf(view(0, 0), ROW, 0, { from: 0, count: 0 })).toEqual({ first: 0, rows: 0, beyond: 0 });
  });
});
