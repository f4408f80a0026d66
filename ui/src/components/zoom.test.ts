import { describe, expect, test } from 'vitest';

import { roomOf, roomWords, stepped, ZOOMS, zoomOf } from './zoom';

describe('zoom', () => {
  test('goes step by step, and no further than its ends', () => {
    const up = [zoomOf('80')];
    while (up.length < 12) up.push(stepped(up.at(-1) ?? 100, 1));
    expect(up.slice(0, 8)).toEqual(ZOOMS);
    expect(up.at(-1)).toBe(200);
    expect(stepped(80, -1)).toBe(80);
    expect(stepped(100, -1)).toBe(90);
  });

  test.each([['125', 125], [null, 100], ['', 100], ['1000', 100], ['100%', 100], ['NaN', 100]])('that was kept as %s is %s', (kept, zoom) => {
    expect(zoomOf(kept)).toBe(zoom);
  });

  test('leaves less room', () => {
    expect(roomOf(1024, 200)).toBe(512);
    expect(roomWords(roomOf(1440, 100))).toBe('');
    expect(roomWords(roomOf(1440, 150))).toBe('narrow');
    expect(roomWords(roomOf(1440, 175))).toBe('narrow small');
    expect(roomWords(1100)).toBe('narrow');
    expect(roomWords(860)).toBe('narrow small');
  });
});
