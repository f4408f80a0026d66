import { useEffect, useMemo, useState, type KeyboardEvent } from 'react';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslation } from 'react-i18next';

import { capsOf } from '../../components/caps';
import { useItems } from './items';
import { sections, type Item, type Row } from './list';

type PaletteProps = { open: boolean; close: () => void };

/** Everything that can be done from here, found by typing. */
export function Palette({ open, close }: PaletteProps) {
  const { t } = useTranslation();
  return (
    <ModalOverlay className="overlay palette-overlay" isOpen={open} onOpenChange={(now) => !now && close()} isDismissable>
      <Modal className="modal palette">
        <Dialog className="palette-dialog" aria-label={t('palette.title')}>
          <Commands close={close} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** The field and its list: there only while the palette is open, so that nothing is gathered before. */
function Commands({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const gather = useItems();
  const [items] = useState(gather);
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<{ typed: string; id: string } | null>(null);
  const found = useMemo(() => sections(items, typed.trim()), [items, typed]);
  const rows = found.flatMap((section) => section.rows);
  const first = rows.find((row) => row.item.act !== null) ?? rows[0];
  const kept = chosen?.typed === typed ? rows.findIndex((row) => row.item.id === chosen.id) : -1;
  const at = kept >= 0 ? kept : Math.max(rows.findIndex((row) => row === first), 0);
  const current = rows[at]?.item;
  useEffect(() => {
    if (current) document.getElementById(`do-${current.id}`)?.scrollIntoView({ block: 'nearest' });
  }, [current]);

  const run = (item: Item | undefined) => {
    if (!item?.act) return;
    close();
    // The focus is back where it was before what was asked for moves it.
    const { act } = item;
    setTimeout(() => void act());
  };
  const choose = (index: number) => {
    const row = rows[Math.min(Math.max(index, 0), rows.length - 1)];
    if (row) setChosen({ typed, id: row.item.id });
  };
  const moves: Record<string, () => void> = {
    ArrowDown: () => choose(at + 1),
    ArrowUp: () => choose(at - 1),
    PageDown: () => choose(at + 8),
    PageUp: () => choose(at - 8),
    Enter: () => run(current),
  };
  const pressed = (event: KeyboardEvent) => {
    const move = event.nativeEvent.isComposing ? undefined : moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  };
  return (
    <>
      <input
        className="input palette-field"
        type="text"
        role="combobox"
        aria-expanded={rows.length > 0}
        aria-controls="palette-list"
        aria-autocomplete="list"
        aria-activedescendant={current ? `do-${current.id}` : undefined}
        aria-label={t('palette.field')}
        placeholder={t('palette.field')}
        autoComplete="off"
        spellCheck={false}
        autoFocus
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={pressed}
      />
      <p className="hidden" role="status">
        {t('find.count', { count: rows.length })}
      </p>
      {rows.length === 0 ? <p className="muted palette-none">{t('palette.none', { typed: typed.trim() })}</p> : null}
      <div id="palette-list" className="palette-list" {...(rows.length > 0 ? { role: 'listbox', 'aria-label': t('palette.title') } : {})}>
        {found.map(({ group, rows: inGroup }) => (
          <div key={group} role="group" aria-labelledby={`do-group-${group}`}>
            <h2 id={`do-group-${group}`} role="presentation" className="palette-group">
              {t(`palette.groups.${group}`)}
            </h2>
            {inGroup.map((row) => (
              <Line key={row.item.id} row={row} selected={row.item === current} run={() => run(row.item)} point={() => setChosen({ typed, id: row.item.id })} />
            ))}
          </div>
        ))}
      </div>
      <p className="palette-foot small muted" aria-hidden="true">
        <kbd>↑</kbd>
        <kbd>↓</kbd> {t('keys.choose')} <kbd>{t('keys.enter')}</kbd> {t('palette.run')} <kbd>{t('keys.esc')}</kbd> {t('keys.close')}
      </p>
    </>
  );
}

type LineProps = { row: Row; selected: boolean; run: () => void; point: () => void };

function Line({ row: { item, pieces }, selected, run, point }: LineProps) {
  const { t } = useTranslation();
  return (
    <div
      id={`do-${item.id}`}
      role="option"
      aria-selected={selected}
      aria-disabled={item.act === null}
      className="palette-line"
      onClick={run}
      onPointerMove={selected ? undefined : point}
    >
      <span className="clip">
        <bdi dir="auto">{pieces.map((piece, index) => (piece.marked ? <mark key={index}>{piece.text}</mark> : <span key={index}>{piece.text}</span>))}</bdi>
      </span>
      <span className="small muted clip palette-why">
        {item.act === null || item.why ? (
          <>
            <span className="no" aria-hidden="true" />
            <span className="hidden">{t('actions.no')} </span>
            {item.why}
          </>
        ) : null}
      </span>
      <span className="palette-keys">
        {item.act
          ? capsOf(item.keys, t).map((cap) => <kbd key={cap}>{cap}</kbd>)
          : null}
      </span>
    </div>
  );
}
