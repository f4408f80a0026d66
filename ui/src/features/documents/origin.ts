import { useQuery } from '@tanstack/react-query';

import { queries } from '../../components/queries';
import { call } from '../../ipc/calls';
import type { CustomerHistory, CustomerPage, DocumentKind, DocumentRef, Language, OrderPage } from '../../ipc/generated/types';
import { keptWith } from '../decision/kept';

/** What a paper belongs to: the language is the customer's. */
export type Origin = { order: string | null; language: Language };

/** The origin as far as this window has seen it: on an order, on a customer's page, or made just now. */
function seen(kind: DocumentKind, number: string): Origin | undefined {
  const among = (papers: DocumentRef[]) => papers.some((paper) => paper.kind === kind && paper.number === number);
  const made = keptWith(kind, number)?.page;
  const orders = queries.getQueriesData<OrderPage>({ queryKey: ['order'] }).map(([, page]) => page);
  const order = made ?? orders.find((page) => page && among(page.documents));
  if (order) return { order: order.order.number, language: order.customer.language };
  const histories = queries.getQueriesData<CustomerHistory>({ queryKey: ['customer_history'] });
  const [key] = histories.find(([, history]) => history && among(history.documents)) ?? [];
  const customer = key && queries.getQueryData<CustomerPage>(['customer', key[1]]);
  return customer ? { order: null, language: customer.contact.language } : undefined;
}

/** Asks the desk, for a paper that was opened by its address alone. */
async function sought(number: string): Promise<Origin | null> {
  // A credit note is numbered after its order until the centre numbers it.
  const { groups } = await call('find', { query: number.replace(/-C\d+$/, ''), limit: 1 });
  const target = groups.flatMap((group) => group.hits)[0]?.target;
  if (target?.kind !== 'order') return null;
  const page = await call('open_order', { number: target.number });
  return { order: page.order.number, language: page.customer.language };
}

/** What the paper belongs to; null where nobody knows, undefined until it is known. */
export function useOrigin(kind: DocumentKind, number: string): Origin | null | undefined {
  const { data } = useQuery({
    queryKey: ['origin', kind, number],
    queryFn: async () => seen(kind, number) ?? (await sought(number).catch(() => null)),
    initialData: () => seen(kind, number),
    staleTime: Infinity,
  });
  return data;
}
