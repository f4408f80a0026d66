import { Link } from '@tanstack/react-router';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useActions } from '../../components/actions';
import { useOpen } from '../../components/elsewhere';
import { useFormats } from '../../components/format';
import { rowKeys } from '../../components/row-grid';
import { Standing } from '../../components/standing';
import type { OrderRow, OrderScope, OrdersPage } from '../../ipc/generated/types';
import { drawnOf, heightOf, placeOf, topFor, type View } from './place';

/** The height of a row, in pixels: as in the style sheet. */
const ROW = 32;

const columns = ['order', 'placed', 'customer', 'what', 'state', 'total'] as const;

const viewOf = (element: HTMLElement): View => ({
  top: element.scrollTop,
  room: element.scrollHeight - element.clientHeight,
  height: element.clientHeight,
});

/** Where one was in each list: who comes back from an order goes on there. */
const left = new Map<OrderScope, { top: number; at: number }>();

type GridProps = { scope: OrderScope; page: OrdersPage; count: number; label: string; /** Called with the place at the upper edge. */ moved: (place: number) => void };

/**
 * So many orders that only those in sight are drawn. Their lines do not move with what is scrolled: they are pinned over it, and
 * say what belongs there. Whatever the system scrolls before the page has heard of it, lines are in sight.
 */
export function OrderGrid({ scope, page, count, label, moved }: GridProps) {
  const { t } = useTranslation();
  const openPlace = useOpen();
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const [begun] = useState(() => left.get(scope) ?? { top: 0, at: 0 });
  const [view, setView] = useState<View>({ top: begun.top, room: 0, height: 640 });
  const [asked, setAt] = useState(begun.at);
  const at = Math.min(asked, count - 1);
  const hand = { from: page.from, count: page.rows.length };
  const { first, rows, beyond } = drawnOf(view, ROW, count, hand);
  const shown = page.rows.slice(first - page.from, first - page.from + rows);
  const chosen = page.rows[at - page.from]?.order.number;
  const look = () => {
    if (!scroller) return;
    const now = viewOf(scroller);
    setView(now);
    moved(Math.floor(placeOf(now, ROW, count)));
  };
  const latest = useRef(look);
  useLayoutEffect(() => {
    latest.current = look;
  });
  useLayoutEffect(() => {
    if (!scroller) return;
    scroller.scrollTo({ top: begun.top });
    const size = new ResizeObserver(() => latest.current());
    size.observe(scroller);
    return () => size.disconnect();
  }, [scroller, begun]);
  useEffect(() => {
    left.set(scope, { top: view.top, at });
  }, [scope, view.top, at]);
  const move = (to: number) => {
    const next = Math.min(Math.max(to, 0), count - 1);
    setAt(next);
    const top = scroller && topFor(next, viewOf(scroller), ROW, count);
    if (top !== null) scroller?.scrollTo({ top });
  };
  const open = (event?: KeyboardEvent) => (chosen === undefined ? false : openPlace({ to: '/order/$number', params: { number: chosen } }, event));
  useActions([rowKeys(at, count, move), { name: 'open', inPlace: { Enter: () => open() } }, { name: 'open_elsewhere', inPlace: { 'Mod+Enter': open } }]);
  const isDrawn = at >= first && at < first + shown.length;
  return (
    <div className="orders-grid" role="grid" tabIndex={0} aria-label={label} aria-rowcount={count + 1} aria-activedescendant={isDrawn ? `order-${at}` : undefined}>
      <div role="rowgroup">
        <div role="row" aria-rowindex={1} className="orders-row orders-heads">
          {columns.map((name) => (
            <span key={name} role="columnheader" className={`orders-${name}`}>
              {t(`orders.columns.${name}`)}
            </span>
          ))}
        </div>
      </div>
      <div ref={setScroller} className="orders-scroll" role="rowgroup" onScroll={look}>
        <div role="presentation" style={{ height: heightOf(count, ROW) }}>
          <div role="presentation" className="orders-pinned" style={{ height: Math.min(view.height, count * ROW) }}>
            <div role="presentation" style={{ transform: `translateY(${-beyond}px)` }}>
              {shown.map((row, index) => (
                <Row key={index} row={row} index={first + index} chosen={first + index === at} reached={isDrawn ? first + index === at : index === 0} choose={() => setAt(first + index)} />
              ))}
            </div>
          </div>
        </div>
      </div>
    </div>
  );
}

type RowProps = { row: OrderRow; index: number; chosen: boolean; /** By Tab: one row is, or it would take a hundred to leave the list. */ reached: boolean; choose: () => void };

/** One order; the element stays where it is, and tells of the order whose place that is. */
function Row({ row: { order, customer, customer_name }, index, chosen, reached, choose }: RowProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const open = useOpen();
  return (
    <div
      id={`order-${index}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={chosen}
      className={chosen ? 'orders-row chosen' : 'orders-row'}
      onMouseMove={chosen ? undefined : choose}
      onClick={(event) => open({ to: '/order/$number', params: { number: order.number } }, event)}
    >
      <span role="gridcell" className="orders-order number">
        <Link tabIndex={reached ? undefined : -1} to="/order/$number" params={{ number: order.number }} className="plain-link">
          {order.number}
        </Link>
      </span>
      <span role="gridcell" className="orders-placed number muted">
        {formats.day(order.placed_on)}
      </span>
      <span role="gridcell" className="orders-customer">
        <bdi dir="auto">{customer_name ?? customer ?? t('orders.nobody')}</bdi>
      </span>
      <span role="gridcell" className="orders-what muted">
        <bdi dir="auto">{t('find.articles', { first: order.first_article, count: order.articles - 1 })}</bdi>
      </span>
      <span role="gridcell" className="orders-state">
        <Standing order={order} />
      </span>
      <span role="gridcell" className="orders-total figures">
        {formats.money(order.total, order.currency)}
      </span>
    </div>
  );
}
