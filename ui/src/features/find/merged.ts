import { placeKey } from '../../components/hits';
import type { FindAnswer, Group, Hit } from '../../ipc/generated/types';

/** The hits of a group; those that came from the centre just now stand together. */
export type Found = { kind: Group['kind'] | 'centre' | 'recent'; hits: Hit[] };

/** What was here, and below it what came from the centre, also once the desk finds it by itself. */
export function merged(here: FindAnswer['groups'], fetched: Hit[]): Found[] {
  if (fetched.length === 0) return here;
  const keys = new Set(fetched.map(placeKey));
  const before = here.map((group) => ({ ...group, hits: group.hits.filter((hit) => !keys.has(placeKey(hit))) }));
  return [...before.filter((group) => group.hits.length > 0), { kind: 'centre', hits: fetched }];
}
