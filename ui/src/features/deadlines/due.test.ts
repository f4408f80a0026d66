import { describe, expect, test } from 'vitest';

import type { Deadline, DueItem } from '../../ipc/generated/types';
import { DAYS, dayAfter, idOf, load, pressing, shown, sorts, spanOf } from './due';

const item = (daysLeft: number, deadline: Deadline = 'return_by'): DueItem => ({
  about: { kind: 'order', deadline, of: null, order: `W-${daysLeft}`, article: 'Camera' },
  on: '2026-11-30',
  days_left: daysLeft,
  customer: null,
  customer_name: null,
});
const task = (daysLeft: number, mine: boolean): DueItem => ({
  ...item(daysLeft),
  about: { kind: 'task', case: 'K-1', task: `t${daysLeft}`, text: 'Ring back', subject: 'Films nothing', assignee: { id: 'a', name: 'A' }, mine },
});

describe('what is due', () => {
  test('the day itself is in time, the one before it is late', () => {
    expect([-1, 0, 1, DAYS - 1, DAYS].map((days) => spanOf(item(days)))).toEqual(['late', 0, 1, DAYS - 1, 'later']);
    expect(pressing([item(-3), item(0), item(1)])).toBe(2);
  });

  test('every day of the chart is there, also the empty ones', () => {
    const spans = load([item(-9), item(-1), item(2), item(400)]);
    expect(spans).toHaveLength(DAYS + 2);
    expect(spans.filter(({ count }) => count > 0)).toEqual([
      { span: 'late', count: 2 },
      { span: 2, count: 1 },
      { span: 'later', count: 1 },
    ]);
  });

  test('a day and a sort leave what is both', () => {
    const all = [item(2), item(2, 'carrier_notice'), item(3)];
    expect(shown(all, 2, 'carrier_notice')).toEqual([all[1]]);
    expect(shown(all, null, 'all')).toEqual(all);
    expect(sorts(all)).toEqual([
      { sort: 'all', count: 3 },
      { sort: 'return_by', count: 2 },
      { sort: 'carrier_notice', count: 1 },
    ]);
  });

  test('tasks are a sort of their own, and a colleague’s do not press', () => {
    const all = [task(-1, true), task(0, true), task(1, true), task(-4, false), item(0)];
    expect(pressing(all)).toBe(3);
    expect(shown(all, null, 'task')).toHaveLength(4);
    expect(shown(all, 'late', 'task')).toEqual([all[0], all[3]]);
    expect(new Set(all.map(idOf)).size).toBe(5);
  });

  test('days go on over the end of a month and of a year', () => {
    expect(dayAfter('2026-11-23', 0)).toBe('2026-11-23');
    expect(dayAfter('2026-12-31', 1)).toBe('2027-01-01');
    expect(dayAfter('2028-02-28', 1)).toBe('2028-02-29');
  });
});
