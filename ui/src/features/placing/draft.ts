import type { Article, Basket, Catalogue, Currency, DeliveryOption, NewOrderPage, PaymentMethod, Selling } from '../../ipc/generated/types';

/** What the agent has filled in so far. */
export type OrderDraft = {
  /** The country delivered to. */
  market: string | null;
  /** Bought as a consumer. */
  consumer: boolean;
  /** Units, by article number. */
  units: Record<string, number>;
  /** The way of delivery; null where the customer comes for it. */
  delivery: string | null;
  payment: PaymentMethod;
  /** A discount on the whole order: its code, and its net amount as it was typed. */
  code: string;
  discount: string;
  /** The customer was told the requirements (ORD-6). */
  told: boolean;
};

/** The most units of an article that the rules take. */
export const MOST = 9_999;

export const begin = ({ market, catalogue }: NewOrderPage): OrderDraft => ({
  market,
  consumer: true,
  units: {},
  delivery: deliveriesIn(catalogue, market)[0]?.id ?? null,
  payment: 'card',
  code: '',
  discount: '',
  told: false,
});

/** How the chosen market is sold to. */
export const sellingIn = (catalogue: Catalogue, market: string | null): Selling | undefined => (market ? catalogue.markets[market] : undefined);

/** What it costs in this currency; undefined where it is not sold in it. */
export const priceIn = (prices: Partial<Record<Currency, string>>, currency: Currency): string | undefined => prices[currency];

/** The ways of delivery that have a price there. */
export function deliveriesIn(catalogue: Catalogue, market: string | null): DeliveryOption[] {
  const selling = sellingIn(catalogue, market);
  return selling ? catalogue.deliveries.filter(({ prices }) => priceIn(prices, selling.currency) !== undefined) : [];
}

/** Another country: what is delivered there may be delivered otherwise. */
export function sentTo(draft: OrderDraft, market: string | null, catalogue: Catalogue): Partial<OrderDraft> {
  const offered = deliveriesIn(catalogue, market);
  const isCollected = draft.delivery === null && draft.market !== null;
  const way = offered.find(({ id }) => id === draft.delivery) ?? offered[0];
  return { market, delivery: isCollected ? null : (way?.id ?? null) };
}

/** What can be ordered there: gifts come by themselves. */
export const articlesFor = (catalogue: Catalogue, currency: Currency): Article[] =>
  catalogue.articles.filter((article) => article.kind === 'hardware' && priceIn(article.prices, currency) !== undefined);

/** Articles whose name or number has all these letters in it. */
export function matching(articles: Article[], words: string): Article[] {
  const wanted = words.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const text = (article: Article) => `${article.name.en} ${article.name.fr} ${article.sku}`.toLocaleLowerCase();
  return articles.filter((article) => wanted.every((word) => text(article).includes(word)));
}

/** A discount as the rules read it, whichever comma was typed; null where it is no amount. */
export function discountOf(typed: string): string | null {
  const plain = typed.replaceAll(/\s/g, '').replace(',', '.');
  return /^\d{1,9}(\.\d{1,2})?$/.test(plain) ? plain : null;
}

/** What is wrong with the discount as far as it is typed: an amount that is none, or one without the other. */
export function discountFault({ code, discount }: OrderDraft): 'amount' | 'code' | null {
  if (discount.trim() !== '' && discountOf(discount) === null) return 'amount';
  if (code.trim() !== '' && discount.trim() === '') return 'amount';
  if (code.trim() === '' && discount.trim() !== '') return 'code';
  return null;
}

/** What was begun and not placed, by customer, while the window is open: an agent looks something up and comes back. */
const begun = new Map<string, OrderDraft>();

export const begunFor = (page: NewOrderPage): OrderDraft => begun.get(page.customer.id) ?? begin(page);

/** Forgets what was begun: whoever unlocks or signs in next may be another. */
export const forgetBegun = (): void => begun.clear();

/** Whether it asks for what can only be reserved beside what is sold at once (PRE-1). */
export function isMixed({ lines }: Basket, { articles }: Catalogue): boolean {
  const reserved = lines.map(({ sku }) => articles.find((article) => article.sku === sku)?.pre_order ?? false);
  return new Set(reserved).size > 1;
}

/** Keeps a draft for who comes back to it, and tells the requirements anew; none where it was placed. */
export function keepDraft(customer: string, draft: OrderDraft | null): void {
  if (draft) begun.set(customer, { ...draft, told: false });
  else begun.delete(customer);
}

/** The basket that the draft stands for; null where nothing is asked for yet, or where it is not sold. */
export function basketOf(draft: OrderDraft, { customer, catalogue }: NewOrderPage): Basket | null {
  const selling = sellingIn(catalogue, draft.market);
  if (!draft.market || !selling || discountFault(draft) !== null) return null;
  const lines = articlesFor(catalogue, selling.currency)
    .map(({ sku }) => ({ sku, quantity: draft.units[sku] ?? 0 }))
    .filter(({ quantity }) => quantity > 0);
  if (lines.length === 0) return null;
  const amount = discountOf(draft.discount);
  return {
    // The desk's to give.
    number: '',
    customer: customer.id,
    market: draft.market,
    consumer: draft.consumer,
    naming: customer.language,
    lines,
    ...(draft.delivery ? { delivery: draft.delivery } : {}),
    ...(amount && Number(amount) > 0 ? { discounts: [{ code: draft.code.trim(), amount }] } : {}),
    payment: draft.payment,
    // It is priced before the customer is told; only what was told is placed.
    requirements_told: true,
  };
}
