import { useLayoutEffect, useState, type RefObject } from 'react';

/** Rows that are drawn above and below what is in sight, so that a quick hand sees no gap. */
const SPARE = 8;

/** The rows of a list that are drawn: from `first` up to and without `end`. */
export function rowsInSight(top: number, height: number, row: number, count: number): { first: number; end: number } {
  const first = Math.max(Math.floor(top / row) - SPARE, 0);
  const end = Math.min(Math.ceil((top + height) / row) + SPARE, count);
  return { first: Math.min(first, end), end };
}

/** Follows the scrolling of an element whose rows are all of one height. */
export function useRowsInSight(scroller: RefObject<HTMLElement | null>, row: number, count: number): { first: number; end: number } {
  const [view, setView] = useState({ top: 0, height: 900 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => setView({ top: element.scrollTop, height: element.clientHeight });
    look();
    const size = new ResizeObserver(look);
    size.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      size.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [scroller]);
  return rowsInSight(view.top, view.height, row, count);
}
