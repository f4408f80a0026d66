import { describe, expect, test } from 'vitest';

import { byHand, isDue, isIdle } from './idle-time';

const SECOND = 1000;

describe('an agent who reads', () => {
  test('is away after the minutes that are set, and never where none are', () => {
    expect(isIdle(0, 15 * 60 * SECOND - 1, 15)).toBe(false);
    expect(isIdle(0, 15 * 60 * SECOND, 15)).toBe(true);
    expect(isIdle(0, 24 * 3600 * SECOND, 0)).toBe(false);
  });

  test('is told of once in a while, however often they scroll', () => {
    let reported = 0;
    const told: number[] = [];
    // Scrolling for a minute, looked at every second.
    for (let now = SECOND; now <= 60 * SECOND; now += SECOND) {
      if (isDue(now, reported, now)) told.push((reported = now) / SECOND);
    }
    expect(told).toEqual([15, 30, 45, 60]);
  });

  test('is told of also when the last scroll came right after a report', () => {
    expect(isDue(16 * SECOND, 15 * SECOND, 20 * SECOND)).toBe(false);
    expect(isDue(16 * SECOND, 15 * SECOND, 30 * SECOND)).toBe(true);
  });

  test('is not told of while nobody does anything', () => {
    expect(isDue(15 * SECOND, 15 * SECOND, 600 * SECOND)).toBe(false);
  });
});

describe('a sign of the agent', () => {
  test('is a key, a wheel, a press, and a pointer that is elsewhere than before', () => {
    const hand = byHand();
    expect(hand({ type: 'keydown' })).toBe(true);
    expect(hand({ type: 'wheel', screenX: 1, screenY: 1 })).toBe(true);
    expect(hand({ type: 'pointermove', screenX: 1, screenY: 1 })).toBe(false);
    expect(hand({ type: 'pointermove', screenX: 1, screenY: 2 })).toBe(true);
  });

  test('is not what moves under a pointer that lies still', () => {
    const hand = byHand();
    hand({ type: 'pointermove', screenX: 4, screenY: 4 });
    expect(hand({ type: 'pointermove', screenX: 4, screenY: 4 })).toBe(false);
  });
});
