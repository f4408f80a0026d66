import type { Deadline, DueItem } from '../../ipc/generated/types';

/** Days that the chart shows, today included. */
export const DAYS = 14;

/** What is late, what is due in so many days, and what comes later. */
export type Span = 'late' | 'later' | number;

export const spanOf = (item: DueItem): Span => (item.days_left < 0 ? 'late' : item.days_left >= DAYS ? 'later' : item.days_left);

/** How much is due in each span; every day of the chart is there. */
export function load(items: DueItem[]): { span: Span; count: number }[] {
  const counts = new Map<Span, number>([['late', 0], ...Array.from({ length: DAYS }, (_, day): [Span, number] => [day, 0]), ['later', 0]]);
  for (const item of items) counts.set(spanOf(item), (counts.get(spanOf(item)) ?? 0) + 1);
  return [...counts].map(([span, count]) => ({ span, count }));
}

export type Sort = 'all' | 'task' | Deadline;

/** Which sort something is of. */
export const sortOf = ({ about }: DueItem): Exclude<Sort, 'all'> => (about.kind === 'task' ? 'task' : about.deadline);

/** The sorts of deadlines that there are, and how many of each. */
export function sorts(items: DueItem[]): { sort: Sort; count: number }[] {
  const counts = new Map<Sort, number>([['all', items.length]]);
  for (const item of items) counts.set(sortOf(item), (counts.get(sortOf(item)) ?? 0) + 1);
  return [...counts].map(([sort, count]) => ({ sort, count }));
}

export const shown = (items: DueItem[], span: Span | null, sort: Sort): DueItem[] =>
  items.filter((item) => (span === null || spanOf(item) === span) && (sort === 'all' || sortOf(item) === sort));

/** What must not wait for this agent: everything that is late or due today, but for a colleague's tasks. */
export const pressing = (items: DueItem[]): number => items.filter(({ about, days_left }) => days_left <= 0 && (about.kind !== 'task' || about.mine)).length;

/** The day so many days after this one. */
export function dayAfter(day: string, days: number): string {
  const then = new Date(`${day}T12:00:00Z`);
  then.setUTCDate(then.getUTCDate() + days);
  return then.toISOString().slice(0, 10);
}

/** One name for one thing that is due: an order or a case may have several. */
export const idOf = ({ about }: DueItem): string =>
  about.kind === 'task' ? [about.case, about.task].join('/') : [about.order, about.deadline, about.of ?? ''].join('/');
