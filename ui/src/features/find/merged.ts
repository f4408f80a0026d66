import type { FindAnswer, Group, Hit } from '../../ipc/generated/types';

/** What a hit leads to, as a key. */
export const placeKey = (hit: Hit): string => (hit.target.kind === 'customer' ? `c:${hit.target.id}` : `o:${hit.target.number}`);

/** The hits of a group; those that only the centre has stand together. */
export type Found = { kind: Group['kind'] | 'centre' | 'recent'; hits: Hit[] };

/** What is here, and below it what only the centre has. */
export function merged(here: FindAnswer['groups'], centre: FindAnswer['groups']): Found[] {
  const known = new Set(here.flatMap((group) => group.hits.map(placeKey)));
  const hits: Hit[] = [];
  for (const hit of centre.flatMap((group) => group.hits)) {
    if (known.has(placeKey(hit))) continue;
    known.add(placeKey(hit));
    hits.push(hit);
  }
  return hits.length > 0 ? [...here, { kind: 'centre', hits }] : here;
}
