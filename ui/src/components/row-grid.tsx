import { useEffect, useRef, type ReactNode } from 'react';

import type { InPlace } from './actions';
import { useRowsInSight } from './virtual';

/** The keys that choose among so many rows. */
export const rowKeys = (at: number, count: number, move: (to: number) => void): InPlace => ({
  name: 'rows',
  inPlace: {
    ArrowDown: () => move(at + 1),
    ArrowUp: () => move(at - 1),
    j: () => move(at + 1),
    k: () => move(at - 1),
    PageDown: () => move(at + 10),
    PageUp: () => move(at - 10),
    Home: () => move(0),
    End: () => move(count - 1),
  },
});

type RowGridProps<Item> = {
  label: string;
  /** The class of the row of heads. */
  heads: string;
  /** The heads, each with its class. */
  columns: { name: string; className: string; words: string }[];
  items: Item[];
  at: number;
  /** The height of a row, in pixels: as in the style sheet. */
  height: number;
  /** The id of a row's element. */
  idOf: (item: Item) => string;
  /** A row, with its place in the whole list. */
  children: (item: Item, index: number, chosen: boolean) => ReactNode;
};

/** The rows in sight of a list that may have thousands. */
export function RowGrid<Item>({ label, heads, columns, items, at, height, idOf, children }: RowGridProps<Item>) {
  const scroller = useRef<HTMLDivElement>(null);
  const { first, end } = useRowsInSight(scroller, height, items.length);
  useEffect(() => {
    const list = scroller.current;
    if (!list) return;
    const top = at * height;
    if (top < list.scrollTop) list.scrollTop = top;
    else if (top + height > list.scrollTop + list.clientHeight) list.scrollTop = top + height - list.clientHeight;
  }, [at, height]);
  const active = items[at];
  const drawn = active !== undefined && at >= first && at < end;
  return (
    <div
      className="queue-table"
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={items.length + 1}
      aria-activedescendant={drawn ? idOf(active) : undefined}
    >
      <div role="rowgroup">
        <div role="row" aria-rowindex={1} className={heads}>
          {columns.map(({ name, className, words }) => (
            <span key={name} role="columnheader" className={className}>
              {words}
            </span>
          ))}
        </div>
      </div>
      <div ref={scroller} className="queue-scroll" role="rowgroup">
        <div role="presentation" style={{ height: first * height }} />
        {items.slice(first, end).map((item, index) => children(item, first + index, first + index === at))}
        <div role="presentation" style={{ height: (items.length - end) * height }} />
      </div>
    </div>
  );
}
