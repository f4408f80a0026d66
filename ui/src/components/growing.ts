import { useEffect, useState } from 'react';

/** Rows that are drawn at once, and how many more each time. */
const STEP = 30;
/** How far beyond what is in sight rows are drawn, in pixels. */
const AHEAD = 2000;

/** What an element is scrolled in; none for the window itself. */
function scrollerOf(element: Element): Element | null {
  for (let above = element.parentElement; above; above = above.parentElement) {
    if (/auto|scroll/u.test(getComputedStyle(above).overflowY)) return above;
  }
  return null;
}

/**
 * How many rows of a long list are drawn, at least as many as are asked for: a page is there at once, and the rest before it
 * comes into sight. `rest` is the element after the last one.
 */
export function useGrowing(count: number, least = 0): { drawn: number; rest: (element: Element | null) => void } {
  const [wanted, setWanted] = useState(STEP);
  const [element, rest] = useState<Element | null>(null);
  const drawn = Math.min(count, Math.max(wanted, least));
  useEffect(() => {
    if (!element || drawn >= count) return;
    // A look begins anew with each growth: what is still in sight is told again.
    const look = new IntersectionObserver(([seen]) => seen?.isIntersecting && setWanted(drawn + STEP), { root: scrollerOf(element), rootMargin: `${AHEAD}px 0px` });
    look.observe(element);
    return () => look.disconnect();
  }, [element, drawn, count]);
  return { drawn, rest };
}
