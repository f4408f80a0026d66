import type { About, Asked, AttentionItem, Conflict, OrderCommand, QueuedCommand, QueueState, Side, Upshot } from '../../src/ipc/generated/types';
import { online, script, type Script } from './host';

const MINUTE = 60_000;
const pack = 'sales-terms-2017-04-01';
const day = (now: number, days: number) => new Date(now + days * 86_400_000).toISOString().slice(0, 10);
const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const order = (number: string, customer: string, name: string): About => ({ kind: 'order', id: number, customer, customer_name: name, currency: 'EUR' });

const sabine = order('W-100660', 'c-1008', 'Sabine Köhler-Großmann');
const bertrand = order('W-100120', 'c-1017', 'Émile Bertrand');
const karl = order('W-100655', 'c-1007', 'Karl Brandt');
const helene = order('W-100234', 'c-1001', 'Hélène Marchand');
const nadia = order('W-101002', 'c-1006', 'Nadia Benali');

type Told = Partial<Upshot>;
const asked = (command: OrderCommand, at: number, told: Told = {}, agent = 'Camille Faure'): Asked => ({
  name: command.type,
  command,
  units: [],
  upshot: { pack, ...told },
  agent,
  taken_at: new Date(at).toISOString(),
});
const side = (who: string | null, what: string, at: number, command?: OrderCommand): Side => ({
  who,
  at: new Date(at).toISOString(),
  what,
  command: command ? id(900) : null,
  action: command ? { on: 'order', command } : null,
});

const cancel: OrderCommand = { type: 'cancel_order', by: 'customer', reason: 'change_of_mind' };
const returning = (quantity: number): OrderCommand => ({ type: 'request_return', lines: [{ line: '1', quantity }], reason: 'change_of_mind' });

const conflict = (kind: Conflict['kind'], mine: Asked, more: Partial<Conflict>): Conflict => ({
  kind,
  mine: { who: mine.agent, at: mine.taken_at, what: mine.name, command: id(1), action: { on: 'order', command: mine.command } },
  theirs: [],
  rules: [],
  facts: {},
  steps: ['let_go'],
  ...more,
});

type Items = [shipped: AttentionItem, second: AttentionItem, amount: AttentionItem, limit: AttentionItem, erased: AttentionItem];

/** An order cancelled offline while the warehouse shipped it; a second RMA; an amount that came out differently; and two more. */
export function items(now: number): Items {
  const since = new Date(now - 4 * MINUTE).toISOString();
  const item = (number: number, about: About, what: Asked, cause: AttentionItem['cause'], behind = 0): AttentionItem => ({
    command: id(number),
    about,
    asked: what,
    cause,
    since,
    behind,
  });
  const cancelled = asked(cancel, now - 47 * MINUTE, { total: '219.00', deadlines: { refund_by: day(now, 30) } });
  const second = asked(returning(1), now - 52 * MINUTE, { rma: 'R-K7-000231-M', deadlines: { return_by: day(now, 14) } });
  const worth = asked({ ...returning(1), reason: 'faulty' } as OrderCommand, now - 60 * MINUTE, {
    total: '191.27',
    rma: 'R-K7-000232-P',
    deadlines: { return_by: day(now, 14), refund_by: day(now, 30) },
  });
  const much = asked({ type: 'receive_return', rma: 'R-K7-000198-D', lines: [{ line: '1', quantity: 2 }], received_on: day(now, 0) }, now - 30 * MINUTE, { total: '704.40' });
  const gone = asked(returning(1), now - 55 * MINUTE, { rma: 'R-K7-000229-F' });
  return [
    item(
      1,
      sabine,
      cancelled,
      {
        cause: 'rejected',
        conflict: conflict('competing', cancelled, {
          theirs: [side('Louis Perrin', 'release_shipment', now - 44 * MINUTE, { type: 'release_shipment' }), side(null, 'ingested', now - 31 * MINUTE)],
          rules: ['CAN-4'],
          steps: ['open', 'let_go', 'ask_again', 'tell_customer'],
        }),
      },
      2,
    ),
    item(2, bertrand, second, {
      cause: 'rejected',
      conflict: conflict('quantity_exceeded', second, {
        theirs: [side('Inès Roche', 'request_return', now - 49 * MINUTE, returning(1))],
        rules: ['RET-5'],
        steps: ['open', 'let_go', 'tell_customer'],
      }),
    }),
    item(3, karl, worth, {
      cause: 'differently',
      differences: [
        { what: 'total', mine: '191.27', theirs: '184.32' },
        { what: 'deadline', deadline: 'return_by', mine: day(now, 14), theirs: day(now, 12) },
        { what: 'rma', mine: 'R-K7-000232-P', theirs: 'R-K7-000233-S' },
        { what: 'terms', mine: pack, theirs: 'sales-terms-2026-11-01' },
      ],
      upshot: { pack: 'sales-terms-2026-11-01', total: '184.32', rma: 'R-K7-000233-S' },
    }),
    item(4, helene, much, {
      cause: 'rejected',
      conflict: conflict('limit_exceeded', much, { facts: { limit: '500' }, steps: ['ask_supervisor', 'ask_again', 'let_go', 'tell_customer'] }),
    }),
    item(5, { kind: 'order', id: 'W-095001', customer: null, customer_name: null, currency: null }, gone, {
      cause: 'rejected',
      conflict: conflict('customer_gone', gone, { theirs: [side('Marie Delmas', 'erased', now - 54 * MINUTE)], steps: ['let_go'] }),
    }),
  ];
}

const agents = ['Camille Faure', 'Camille Faure', 'Louis Perrin'];
const abouts = [nadia, helene, karl, bertrand, sabine];
const made: OrderCommand[] = [
  returning(2),
  cancel,
  { type: 'report_damage', shipment: 's1', lines: [{ line: '1', quantity: 1 }], reported_on: '2026-11-22', in_stock: true },
  { type: 'receive_return', rma: 'R-K7-000120-A', lines: [{ line: '1', quantity: 1 }], received_on: '2026-11-22' },
  { type: 'refuse_delivery', shipment: 's1', on: '2026-11-22' },
];
const of = <T>(all: readonly T[], at: number): T => all[at % all.length] as T;

/** Commands that wait, the newest first; the first few can still be undone. */
export function waiting(count: number, now: number): QueuedCommand[] {
  return Array.from({ length: count }, (_, index) => {
    const command = of(made, index);
    const told: Told = command.type === 'request_return' ? { rma: `R-K7-${String(300 - (index % 300)).padStart(6, '0')}-X` } : {};
    const state: QueueState = index < count - 4 ? 'waiting' : 'sealed';
    const what = asked(command, now - index * 71_000, told, of(agents, index));
    const doubt = index === 6 ? conflict('competing', what, { theirs: [side(null, 'ingested', now - 12 * MINUTE)], steps: ['open', 'let_go'] }) : null;
    return { id: id(1000 + index), about: of(abouts, index), asked: what, state, verdict: null, doubt, can_undo: index < 3 };
  });
}

/** Behind the cancellation that came too late, and what was settled lately. */
export function settled(now: number): QueuedCommand[] {
  const all = items(now);
  const entry = (number: number, about: About, what: Asked, more: Partial<QueuedCommand>): QueuedCommand => ({
    id: id(number),
    about,
    asked: what,
    state: 'settled',
    verdict: null,
    doubt: null,
    can_undo: false,
    ...more,
  });
  const [shipped, , amount] = all;
  const rejected = shipped.cause.cause === 'rejected' ? shipped.cause.conflict : null;
  const differences = amount.cause.cause === 'differently' ? amount.cause.differences : [];
  const refused: OrderCommand = { type: 'refuse_delivery', shipment: 's1', on: day(now, 0) };
  return [
    entry(51, shipped.about, asked({ type: 'receive_refused', shipment: 's1', on: day(now, 0) }, now - 18 * MINUTE), { state: 'behind', can_undo: true }),
    entry(50, shipped.about, asked(refused, now - 20 * MINUTE), { state: 'behind', can_undo: true }),
    ...(rejected ? [entry(1, shipped.about, shipped.asked, { verdict: { result: 'rejected', conflict: rejected } })] : []),
    entry(3, amount.about, amount.asked, { verdict: { result: 'applied_differently', upshot: { pack }, differences } }),
    entry(60, helene, asked(returning(1), now - 75 * MINUTE, { rma: 'R-K7-000228-C' }), { verdict: { result: 'applied', upshot: { pack } } }),
    entry(61, nadia, asked(cancel, now - 80 * MINUTE), {
      verdict: { result: 'applied_differently', upshot: { pack }, differences: [{ what: 'same_intent', by: 'Inès Roche', at: new Date(now - 82 * MINUTE).toISOString(), command: id(7) }] },
    }),
    entry(62, karl, asked(cancel, now - 90 * MINUTE), { state: 'withdrawn' }),
  ];
}

/** A desk that has been offline for 18 minutes with so many waiting, and five that need somebody. */
export function offline(count = 40, now = Date.now()): Script {
  const commands = [...waiting(count, now), ...settled(now)];
  const since = new Date(now - 18 * MINUTE).toISOString();
  return script({
    sync: { ...online(now), standing: { is: 'offline', since }, last_sync: since, waiting: count + 2, attention: 5 },
    queue: { commands, waiting: count + 2 },
    attention: items(now),
  });
}
