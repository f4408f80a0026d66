import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { useActions } from './actions';
import { Guarded } from './fault';
import { useFormats } from './format';

type ChooserProps<Item> = {
  title: string;
  items: Item[];
  idOf: (item: Item) => string;
  /** The id of the one that is shown; the first where there is none. */
  asked: string | undefined;
  choose: (id: string) => void;
  /** What stands in the list. */
  entry: (item: Item) => ReactNode;
  /** What stands beside the list. */
  detail: (item: Item) => ReactNode;
};

/** A list of what waits for somebody, and beside it the one that is chosen, by J and K, the arrows or the pointer. */
export function Chooser<Item>({ title, items, idOf, asked, choose, entry, detail }: ChooserProps<Item>) {
  const { t } = useTranslation();
  const formats = useFormats();
  const at = Math.max(
    items.findIndex((item) => idOf(item) === asked),
    0,
  );
  const current = items[at];
  const chosen = current === undefined ? undefined : idOf(current);
  const move = (by: number) => () => {
    const item = items[Math.min(Math.max(at + by, 0), items.length - 1)];
    if (item !== undefined) choose(idOf(item));
  };
  useActions([{ name: 'rows', inPlace: { ArrowUp: move(-1), ArrowDown: move(1), j: move(1), k: move(-1) } }]);
  useEffect(() => {
    document.getElementById(`item-${chosen ?? ''}`)?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <div className="attention-page">
      <nav className="attention-list" aria-label={title}>
        <header className="attention-head">
          <h1>{title}</h1>
          <span className="small muted">{formats.number(items.length)}</span>
        </header>
        <ul>
          {items.map((item) => (
            <li key={idOf(item)} id={`item-${idOf(item)}`}>
              <button type="button" className="attention-entry" aria-current={idOf(item) === chosen ? 'true' : undefined} onClick={() => choose(idOf(item))}>
                {entry(item)}
              </button>
            </li>
          ))}
        </ul>
        <p className="footer small muted" aria-hidden="true">
          <kbd>J</kbd>
          <kbd>K</kbd> {t('keys.choose')}
        </p>
      </nav>
      {current === undefined ? null : (
        <Guarded key={chosen} at={chosen ?? ''}>
          {detail(current)}
        </Guarded>
      )}
    </div>
  );
}

/** The page where nothing waits. */
export function NothingWaits({ title, none, text }: { title: string; none: string; text: string }) {
  return (
    <div className="sheet">
      <h1>{title}</h1>
      <div className="empty" role="status">
        <p>
          <strong>{none}</strong>
        </p>
        <p className="muted">{text}</p>
      </div>
    </div>
  );
}
