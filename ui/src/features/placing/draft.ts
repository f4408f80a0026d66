import type { Article, Basket, Catalogue, Currency, NewOrderPage, PaymentMethod, Selling } from '../../ipc/generated/types';

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
  delivery: catalogue.deliveries[0]?.id ?? null,
  payment: 'card',
  code: '',
  discount: '',
  told: false,
});

/** How the chosen market is sold to. */
export const sellingIn = (catalogue: Catalogue, market: string | null): Selling | undefined => (market ? catalogue.markets[market] : undefined);

/** What it costs in this currency; undefined where it is not sold in it. */
export const priceIn = (prices: Partial<Record<Currency, string>>, currency: Currency): string | undefined => prices[currency];

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
