import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

import { declaredNow } from '../../components/actions';
import { lastOpened, type Opened } from '../../components/opened';
import { queries } from '../../components/queries';
import type { Hit } from '../../ipc/generated/types';
import type { Item } from './list';

/** How many of the last opened are listed. */
const RECENT = 6;

const plain = (spans: Hit['title']) => spans.map((span) => span.text).join('');

/** What was opened here, then the customers whom the desk remembers from before this window. */
function remembered(): Opened[] {
  const before = (queries.getQueryData<Hit[]>(['recent']) ?? []).flatMap((hit): Opened[] =>
    hit.target.kind === 'customer' ? [{ kind: 'customer', id: hit.target.id, name: plain(hit.title) }] : [],
  );
  const here = lastOpened();
  return [...here, ...before.filter((one) => !here.some((known) => known.kind === one.kind && known.id === one.id))];
}

/** Gathers what the palette lists, at the moment when it opens. */
export function useItems(): () => Item[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return useCallback(() => {
    const seen = new Set<string>();
    const deeds = declaredNow().flatMap(({ declared }): Item[] => {
      if ('inPlace' in declared) return [];
      const title = declared.title ?? t(`keys.list.${declared.name}.does`);
      const group = declared.group ?? 'here';
      // The same may be offered twice, as undo beside a panel and in it: the nearer one counts.
      if (seen.has(`${group}-${title}`)) return [];
      seen.add(`${group}-${title}`);
      return [{ id: `${group}-${declared.name}-${seen.size}`, group, title, keys: declared.keys ?? [], act: declared.act, why: declared.why?.() ?? '' }];
    });
    // The page itself is the first of what was opened; it is here already.
    const shown = decodeURIComponent(location.hash);
    const opened = remembered()
      .filter(({ id }) => !shown.endsWith(`/${id}`))
      .slice(0, RECENT)
      .map(
        ({ kind, id, name }): Item => ({
          id: `recent-${kind}-${id}`,
          group: 'recent',
          title: kind === 'order' ? `${id} · ${name}` : name,
          keys: [],
          act: () => void (kind === 'order' ? navigate({ to: '/order/$number', params: { number: id } }) : navigate({ to: '/customer/$id', params: { id } })),
          why: '',
        }),
      );
    return [...deeds, ...opened];
  }, [t, navigate]);
}
