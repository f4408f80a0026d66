import { useEffect } from 'react';

import { oneLine } from './plain';

/** What the program is called; the title of a window that shows nothing that has a name, or nothing to anybody yet. */
const NAME = 'Guichet';

const named = new Map<'page' | 'place', string>();

/** A page's own name counts more than its place's. */
export const titleOf = (page: string | undefined, place: string | undefined): string => {
  const shown = oneLine(page ?? place ?? '');
  return shown && shown !== NAME ? `${shown} · ${NAME}` : NAME;
};

/** Names the window by what it shows, as long as it does. */
export function useTitle(level: 'page' | 'place', name: string): void {
  useEffect(() => {
    const show = () => (document.title = titleOf(named.get('page'), named.get('place')));
    named.set(level, name);
    show();
    return () => {
      named.delete(level);
      show();
    };
  }, [level, name]);
}
