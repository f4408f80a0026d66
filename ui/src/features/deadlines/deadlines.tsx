import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useActions } from '../../components/actions';
import { NothingWaits } from '../../components/chooser';
import { useOpen } from '../../components/elsewhere';
import { useFormats } from '../../components/format';
import { Problem } from '../../components/problem';
import { useDeadlines } from '../../components/queries';
import { RowGrid, rowKeys } from '../../components/row-grid';
import type { Deadlines, DueAbout, DueItem } from '../../ipc/generated/types';
import { Chart } from './chart';
import { idOf, shown as chosenOf, sorts, type Sort, type Span } from './due';

/** The height of a row, in pixels: as in screens.css. */
const ROW = 44;

const placeOf = ({ about }: DueItem) =>
  about.kind === 'task' ? ({ to: '/case/$number', params: { number: about.case } } as const) : ({ to: '/order/$number', params: { number: about.order } } as const);

/** What must be done by a day, over all orders and cases: late first. */
export function DeadlinesScreen() {
  const { t } = useTranslation();
  const { data, error, refetch } = useDeadlines();
  if (error) return <Problem error={error} retry={() => void refetch()} />;
  if (!data) return <div className="sheet skeleton" aria-busy="true" />;
  if (data.items.length === 0) return <NothingWaits title={t('due.title')} none={t('due.none.title')} text={t('due.none.text')} />;
  return <Board data={data} />;
}

function Board({ data }: { data: Deadlines }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [span, setSpan] = useState<Span | null>(null);
  const [sort, setSort] = useState<Sort>('all');
  const shown = useMemo(() => chosenOf(data.items, span, sort), [data.items, span, sort]);
  const late = data.items.filter((item) => item.days_left < 0).length;
  const today = data.items.filter((item) => item.days_left === 0).length;
  const told = [
    late > 0 ? t('due.late', { count: late, number: formats.number(late) }) : '',
    today > 0 ? t('due.due_today', { count: today, number: formats.number(today) }) : '',
    t('due.in_all', { count: data.items.length, number: formats.number(data.items.length) }),
  ];
  return (
    <div className="due">
      <header className="queue-head">
        <h1>{t('due.title')}</h1>
        <p className="muted">{told.filter(Boolean).join(' · ')}</p>
        {data.more ? <p className="small waiting-text">{t('due.more')}</p> : null}
      </header>
      <Chart items={data.items} today={data.today} span={span} choose={setSpan} />
      <div className="filters queue-filters" role="group" aria-label={t('due.filter')}>
        {sorts(data.items).map(({ sort: name, count }) => (
          <button key={name} type="button" className="filter" aria-pressed={name === sort} onClick={() => setSort(name)}>
            {t(`due.sorts.${name}`)} <span className="faint-count">{formats.number(count)}</span>
          </button>
        ))}
        <span className="spacer" />
        {span !== null || sort !== 'all' ? (
          <button type="button" className="button small" onClick={() => { setSpan(null); setSort('all'); }}>
            {t('due.all')}
          </button>
        ) : null}
      </div>
      {shown.length > 0 ? <List items={shown} today={data.today} /> : <p className="muted due-nothing">{t('due.nothing')}</p>}
    </div>
  );
}

function List({ items, today }: { items: DueItem[]; today: string }) {
  const { t } = useTranslation();
  const openPlace = useOpen();
  const [chosen, setChosen] = useState<string | null>(null);
  const at = Math.max(items.findIndex((item) => idOf(item) === chosen), 0);
  const move = (to: number) => {
    const item = items[Math.min(Math.max(to, 0), items.length - 1)];
    if (item) setChosen(idOf(item));
  };
  const open = (item: DueItem | undefined, event?: KeyboardEvent) =>
    item ? openPlace(placeOf(item), event) : false;
  useActions([
    rowKeys(at, items.length, move),
    { name: 'open_row', inPlace: { Enter: () => open(items[at]) } },
    { name: 'open_elsewhere', inPlace: { 'Mod+Enter': (event) => open(items[at], event) } },
  ]);
  return (
    <>
      <RowGrid
        label={t('due.title')}
        heads="due-row queue-columns"
        columns={['what', 'order', 'who', 'when'].map((name) => ({ name, className: `due-${name}`, words: t(`due.columns.${name}`) }))}
        items={items}
        at={at}
        height={ROW}
        idOf={(item) => `due-${idOf(item)}`}
      >
        {(item, index, chosen) => <Row key={idOf(item)} item={item} today={today} index={index} chosen={chosen} choose={() => setChosen(idOf(item))} open={() => open(item)} />}
      </RowGrid>
      <footer className="queue-foot">
        <p className="small muted keys-line" aria-hidden="true">
          <kbd>J</kbd>
          <kbd>K</kbd> {t('keys.choose')} <kbd>{t('keys.enter')}</kbd> {t('keys.open')}
        </p>
      </footer>
    </>
  );
}

/** Whose task it is; one's own needs no name. */
function For({ about }: { about: Extract<DueAbout, { kind: 'task' }> }) {
  const { t } = useTranslation();
  return about.mine ? t('due.task_mine') : <bdi dir="auto">{t('due.task_for', { who: about.assignee.name })}</bdi>;
}

type RowProps = { item: DueItem; today: string; index: number; chosen: boolean; choose: () => void; open: () => void };

function Row({ item, today, index, chosen, choose, open }: RowProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { about } = item;
  const tone = item.days_left < 0 ? 'warning' : item.days_left < 2 ? 'waiting-text' : '';
  return (
    <div id={`due-${idOf(item)}`} role="row" aria-rowindex={index + 2} aria-selected={chosen} className="queue-row due-row" onClick={choose} onDoubleClick={open}>
      <span role="gridcell" className="due-what">
        <span className="clip strong">{about.kind === 'task' ? <bdi dir="auto">{about.text}</bdi> : t(`due.what.${about.deadline}`)}</span>
        <span className="clip small muted">{about.kind === 'task' ? <For about={about} /> : about.of}</span>
      </span>
      <span role="gridcell" className="due-order">
        <span className="clip">
          <Link className="plain-link number" {...placeOf(item)} tabIndex={chosen ? 0 : -1}>
            {about.kind === 'task' ? about.case : about.order}
          </Link>
        </span>
        <span className="clip small muted">
          <bdi dir="auto">{about.kind === 'task' ? about.subject : about.article}</bdi>
        </span>
      </span>
      <span role="gridcell" className="due-who">
        <span className="clip">
          <bdi dir="auto">{item.customer_name ?? item.customer ?? ''}</bdi>
        </span>
      </span>
      <span role="gridcell" className="due-when">
        <span className={`clip ${tone}`}>{item.days_left < 0 ? t('due.late_by', { count: -item.days_left, number: formats.number(-item.days_left) }) : formats.inDays(item.days_left)}</span>
        <span className="clip small muted">{item.on === today ? '' : formats.day(item.on)}</span>
      </span>
    </div>
  );
}
