import { describe, expect, test } from 'vitest';

import { openedNext, type Opened } from '../../components/opened';
import { sections, type Group, type Item } from './list';

const item = (group: Group, title: string, possible = true): Item => ({
  id: `${group}-${title}`,
  group,
  title,
  keys: [],
  act: possible ? () => undefined : null,
  why: possible ? '' : 'not now',
});
const items = [
  item('settings', 'Language: Français'),
  item('places', 'Queue'),
  item('here', 'Refuse', false),
  item('here', 'Return'),
  item('recent', 'W-100234 · Claire Marchand'),
  item('places', 'Find'),
];
const told = (typed: string) => sections(items, typed).map(({ group, rows }) => `${group}: ${rows.map((row) => row.item.title).join(', ')}`);

describe('the palette', () => {
  test('has everything under its heading, what is possible first', () => {
    expect(told('')).toEqual(['here: Return, Refuse', 'recent: W-100234 · Claire Marchand', 'places: Queue, Find', 'settings: Language: Français']);
  });

  test('puts what needs an exception between what is possible and what is not', () => {
    const some = [item('here', 'Send', false), { ...item('here', 'Send late'), why: 'too late' }, item('here', 'Send now')];
    expect(sections(some, 'send').flatMap(({ rows }) => rows.map((row) => row.item.title))).toEqual(['Send now', 'Send late', 'Send']);
  });

  test('puts the heading of the best answer first', () => {
    expect(told('fr')).toEqual(['settings: Language: Français']);
    expect(told('q')).toEqual(['places: Queue']);
    expect(told('re')).toEqual(['here: Return, Refuse']);
  });

  test('never puts what is impossible before what can be done', () => {
    const some = [item('here', 'Send', false), item('places', 'A place that sends')];
    expect(sections(some, 'send').map(({ group }) => group)).toEqual(['places', 'here']);
  });

  test('has nothing where nothing answers', () => {
    expect(told('zzz')).toEqual([]);
  });
});

describe('what was opened', () => {
  const one = (id: string): Opened => ({ kind: 'order', id, name: 'x' });

  test('stands once, the newest first', () => {
    expect(['1', '2', '1'].reduce<Opened[]>((before, id) => openedNext(before, one(id)), []).map(({ id }) => id)).toEqual(['1', '2']);
  });

  test('is no more than a dozen', () => {
    const many = Array.from({ length: 20 }, (_, index) => String(index)).reduce<Opened[]>((before, id) => openedNext(before, one(id)), []);
    expect(many).toHaveLength(12);
    expect(many[0]?.id).toBe('19');
  });
});
