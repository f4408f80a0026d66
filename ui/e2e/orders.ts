/** A day some days before today, as the shop counts them. */
export function daysAgo(days: number): string {
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Paris' }).format(new Date());
  const day = new Date(`${today}T12:00:00Z`);
  day.setUTCDate(day.getUTCDate() - days);
  return day.toISOString().slice(0, 10);
}

/** The orders that the flows are about, by what is to happen to them. */
export const NUMBERS = {
  /** Three cameras paid, none shipped. */
  cancel: 'T-100001',
  /** Two cameras and a gift, delivered: the whole order comes back. */
  giveBack: 'T-100002',
  /** Delivered long ago; outside the EU nothing reopens the period. */
  tooLate: 'T-100003',
  /** On its way. */
  onItsWay: 'T-100004',
} as const;

const camera = (quantity: number) => ({
  id: '1',
  sku: 'CAM-OUT',
  name: 'Outdoor camera',
  kind: 'hardware',
  quantity,
  unit_price: '150.00',
  tax_rate: '0.20',
  line_discount: '0.00',
});

const gift = {
  id: '2',
  sku: 'GIFT-SD',
  name: 'microSD card',
  kind: 'promotional',
  quantity: 1,
  value: '12.50',
  tax_rate: '0.20',
  granted_with: ['1'],
};

type Made = { number: string; customer: string; days: number; market: string; lines: object[]; paid: string; shipments: object[] };

const order = ({ number, customer, days, market, lines, paid, shipments }: Made) => ({
  number,
  kind: 'regular',
  channel: 'web',
  placed_at: `${daysAgo(days)}T09:12:00+01:00`,
  currency: market === 'US' ? 'USD' : 'EUR',
  market,
  consumer: true,
  time_zone: 'Europe/Paris',
  customer,
  lines,
  delivery: { price: '9.90', ground_price: '4.90', tax_rate: '0.20' },
  discounts: [],
  payments: [{ id: 'p1', method: 'card', authorised: paid, captured: paid, refunded: '0.00' }],
  shipments,
  cancelled: [],
  rmas: [],
  claims: [],
  credits: [],
});

const parcel = (quantity: number, shipped: number, delivered: number | null, withGift = false) => ({
  id: 's1',
  carrier: 'colissimo',
  tracking: '6A000000001',
  lines: [{ line: '1', quantity }, ...(withGift ? [{ line: '2', quantity: 1 }] : [])],
  shipped_on: daysAgo(shipped),
  delivered_on: delivered === null ? null : daysAgo(delivered),
  refused_on: null,
});

/** Nets: 3 × 150.00 + 9.90 = 459.90, gross 551.88; 2 × 150.00 + 9.90 = 309.90, gross 371.88. */
export const ordersOf = ({ english, french }: { english: string; french: string }) => [
  order({ number: NUMBERS.cancel, customer: english, days: 3, market: 'FR', lines: [camera(3)], paid: '551.88', shipments: [] }),
  order({
    number: NUMBERS.giveBack,
    customer: french,
    days: 10,
    market: 'FR',
    lines: [camera(2), gift],
    paid: '371.88',
    shipments: [parcel(2, 9, 7, true)],
  }),
  order({
    number: NUMBERS.tooLate,
    customer: english,
    days: 45,
    market: 'US',
    lines: [camera(2)],
    paid: '371.88',
    shipments: [parcel(2, 44, 40)],
  }),
  order({
    number: NUMBERS.onItsWay,
    customer: english,
    days: 4,
    market: 'FR',
    lines: [camera(2)],
    paid: '371.88',
    shipments: [parcel(2, 2, null)],
  }),
];
