import { describe, expect, test } from 'vitest';

import { rowsInSight } from '../../components/virtual';
import type { QueuedCommand, QueueState } from '../../ipc/generated/types';
import { counted, inOrder, passes } from './filters';

const entry = (id: string, state: QueueState, doubt = false) => ({ id, state, doubt: doubt ? {} : null }) as QueuedCommand;
const all = [
  entry('a', 'settled', true),
  entry('b', 'waiting'),
  entry('c', 'sealed', true),
  entry('d', 'withdrawn'),
  entry('e', 'answered'),
  entry('f', 'behind'),
];

describe('the queue', () => {
  test('shows what waits before what is settled, each as the desk tells them', () => {
    expect(inOrder(all).map(({ id }) => id)).toEqual(['b', 'c', 'e', 'f', 'a', 'd']);
  });

  test('counts each state once, and doubts only of what is not settled', () => {
    expect(counted(all)).toEqual({ all: 6, waiting: 1, sent: 2, behind: 1, doubtful: 1, settled: 2 });
  });

  test('counts what it shows', () => {
    for (const [name, count] of Object.entries(counted(all))) {
      expect(all.filter((one) => passes(one, name as keyof ReturnType<typeof counted>)), name).toHaveLength(count);
    }
  });
});

describe('of thousands of rows those in sight are drawn', () => {
  test.each([
    [0, 520, 5000, { first: 0, end: 18 }],
    [5200, 520, 5000, { first: 92, end: 118 }],
    [259_480, 520, 5000, { first: 4982, end: 5000 }],
    [0, 520, 3, { first: 0, end: 3 }],
    [5200, 520, 3, { first: 3, end: 3 }],
  ])('from %i px on, %i px high', (top, height, count, rows) => {
    expect(rowsInSight(top, height, 52, count)).toEqual(rows);
  });
});
