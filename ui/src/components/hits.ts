import type { FindAnswer, Hit } from '../ipc/generated/types';

/** What a hit leads to, as a key. */
export const placeKey = (hit: Hit): string => (hit.target.kind === 'customer' ? `c:${hit.target.id}` : `o:${hit.target.number}`);

/** The hits, each once, that are not among others. */
export function without(groups: FindAnswer['groups'], others: FindAnswer['groups']): Hit[] {
  const known = new Set(others.flatMap((group) => group.hits.map(placeKey)));
  const hits: Hit[] = [];
  for (const hit of groups.flatMap((group) => group.hits)) {
    if (!known.has(placeKey(hit))) hits.push(hit);
    known.add(placeKey(hit));
  }
  return hits;
}
