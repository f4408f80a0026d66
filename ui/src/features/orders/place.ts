/** Rows that are read at once are three blocks: the one in sight, and one before and after it. */
export const BLOCK = 100;

/** A browser draws no element higher than this, in pixels: a longer list scrolls faster than the hand. */
const HIGHEST = 12_000_000;

/** What is known of the scrolling, all in the same pixels. */
export type View = { /** How far it is scrolled. */ top: number; /** How far it can be. */ room: number; /** What is seen of it. */ height: number };

/** How high the element is that is scrolled. */
export const heightOf = (count: number, row: number): number => Math.min(count * row, HIGHEST);

/** Rows that are in sight, the last one in part. */
const seen = ({ height }: View, row: number): number => height / row;

/** The place in the list, in rows, at the upper edge. */
export function placeOf(view: View, row: number, count: number): number {
  const last = Math.max(count - seen(view, row), 0);
  return view.room <= 0 ? 0 : Math.min(Math.max(view.top / view.room, 0), 1) * last;
}

/** How far to scroll for a row to be in sight, as little as possible; none where it is already. */
export function topFor(index: number, view: View, row: number, count: number): number | null {
  const place = placeOf(view, row, count);
  const rows = seen(view, row);
  const wanted = index < place ? index : index + 1 > place + rows ? index + 1 - rows : null;
  const last = count - rows;
  return wanted === null || last <= 0 ? null : (wanted / last) * view.room;
}

/** Rows that are at hand: the first one's place in the list, and how many. */
export type AtHand = { from: number; count: number };

/**
 * What is drawn: the first row, how many, and by how many pixels the first one is beyond the upper edge. Where rows that should
 * be in sight are not at hand yet, those next to them stay until they are: there is never an empty line.
 */
export function drawnOf(view: View, row: number, count: number, hand: AtHand): { first: number; rows: number; beyond: number } {
  const place = placeOf(view, row, count);
  const most = Math.ceil(seen(view, row)) + 1;
  const first = Math.floor(place);
  const rows = Math.min(most, count - first);
  if (first >= hand.from && first + rows <= hand.from + hand.count) return { first, rows, beyond: (place - first) * row };
  const nearest = Math.max(Math.min(first, hand.from + hand.count - most), hand.from);
  return { first: nearest, rows: Math.min(most, hand.from + hand.count - nearest), beyond: 0 };
}
