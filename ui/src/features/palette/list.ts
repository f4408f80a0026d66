import type { Act, DeedGroup } from '../../components/actions';
import { match, type Piece } from '../../components/matching';

export type Group = DeedGroup | 'recent';

/** One line of the palette before anything is typed. */
export type Item = {
  id: string;
  group: Group;
  title: string;
  keys: string[];
  /** Null where it is not possible now. */
  act: Act | null;
  /** Why it is not possible; with an act where an exception may still be asked for. */
  why: string;
};

export type Row = { item: Item; pieces: Piece[] };
type Section = { group: Group; rows: Row[] };

const order: Group[] = ['here', 'recent', 'places', 'window', 'settings'];

/** What is possible before what needs an exception, and that before what is not possible at all. */
const standing = (item: Item): number => (item.act === null ? 0 : item.why === '' ? 2 : 1);

/** What answers what was typed, under its headings: what is possible before what is not, the best heading first. */
export function sections(items: Item[], typed: string): Section[] {
  const found = items.flatMap((item) => {
    const matched = match(typed, item.title);
    return matched ? [{ item, pieces: matched.pieces, score: matched.score }] : [];
  });
  return order
    .map((group) => {
      const rows = found
        .filter((row) => row.item.group === group)
        .sort((a, b) => standing(b.item) - standing(a.item) || b.score - a.score);
      const best = rows[0]?.item.act ? rows[0].score : -1;
      return { group, rows, best };
    })
    .filter(({ rows }) => rows.length > 0)
    .sort((a, b) => b.best - a.best)
    .map(({ group, rows }) => ({ group, rows: rows.map(({ item, pieces }) => ({ item, pieces })) }));
}
