import type { FindAnswer, Hit } from '../ipc/generated/types';

/** What a hit leads to, as a key. */
export const placeKey = ({ target }: Hit): string => (target.kind === 'customer' ? `customer:${target.id}` : `${target.kind}:${target.number}`);

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
