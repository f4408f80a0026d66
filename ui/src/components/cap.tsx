import { useTranslation } from 'react-i18next';

import type { Deed } from './actions';
import { capsOf } from './caps';

/** The keys of a deed, beside the button that does the same; none where it has none. */
export function Cap({ of, all = false }: { of: Deed; all?: boolean }) {
  const { t } = useTranslation();
  const caps = capsOf(of.keys ?? [], t);
  return (all ? caps : caps.slice(0, 1)).map((cap) => <kbd key={cap}>{cap}</kbd>);
}
