import { expect, test } from 'vitest';

import { without } from '../../components/hits';
import type { FindAnswer, Hit } from '../../ipc/generated/types';
import { merged } from './merged';

const hit = (id: string) => ({ target: { kind: 'customer', id } }) as Hit;
const group = (kind: 'exact' | 'customers', ...ids: string[]): FindAnswer['groups'][number] => ({ kind, hits: ids.map(hit) });

test('what came from the centre is what was not here, each once', () => {
  expect(without([group('exact', 'a'), group('customers', 'a', 'b', 'c')], [group('customers', 'c')])).toEqual([hit('a'), hit('b')]);
});

test('it stays marked when the desk finds it by itself', () => {
  const fetched = [hit('a')];
  expect(merged([], fetched)).toEqual([{ kind: 'centre', hits: fetched }]);
  expect(merged([group('customers', 'a')], fetched)).toEqual([{ kind: 'centre', hits: fetched }]);
  expect(merged([group('customers', 'a', 'b')], fetched)).toEqual([group('customers', 'b'), { kind: 'centre', hits: fetched }]);
});
