import { useSyncExternalStore } from 'react';

import type { Action, DocumentKind } from '../ipc/types';

export type Route =
  | { name: 'find' }
  | { name: 'customer'; id: string }
  | { name: 'order'; number: string; action?: Action; reference?: string }
  | { name: 'document'; kind: DocumentKind; number: string }
  | { name: 'history' }
  | { name: 'settings' };

/** Reads an address such as `#/order/W-1?do=cancel_order`. */
export function parse(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [name, first, second] = path.split('/').map(decodeURIComponent);
  const wanted = new URLSearchParams(query);
  if (name === 'customer' && first) return { name, id: first };
  if (name === 'order' && first) {
    const action = wanted.get('do') as Action | null;
    const reference = wanted.get('of');
    return { name, number: first, ...(action ? { action } : {}), ...(reference ? { reference } : {}) };
  }
  if (name === 'document' && first && second) return { name, kind: first as DocumentKind, number: second };
  if (name === 'settings' || name === 'history') return { name };
  return { name: 'find' };
}

/** The address of a route. */
export function href(route: Route): string {
  const part = encodeURIComponent;
  switch (route.name) {
    case 'customer':
      return `#/customer/${part(route.id)}`;
    case 'order': {
      const query = new URLSearchParams();
      if (route.action) query.set('do', route.action);
      if (route.reference) query.set('of', route.reference);
      return `#/order/${part(route.number)}${query.size > 0 ? `?${query.toString()}` : ''}`;
    }
    case 'document':
      return `#/document/${part(route.kind)}/${part(route.number)}`;
    case 'find':
      return '#/';
    default:
      return `#/${route.name}`;
  }
}

export function go(route: Route): void {
  location.hash = href(route);
}

/** Changes the address without a step in the history. */
export function swap(route: Route): void {
  history.replaceState(history.state, '', href(route));
  dispatchEvent(new HashChangeEvent('hashchange'));
}

const subscribe = (changed: () => void) => {
  addEventListener('hashchange', changed);
  return () => removeEventListener('hashchange', changed);
};

let last: { hash: string; route: Route } = { hash: location.hash, route: parse(location.hash) };
const snapshot = () => {
  if (last.hash !== location.hash) last = { hash: location.hash, route: parse(location.hash) };
  return last.route;
};

export const useRoute = (): Route => useSyncExternalStore(subscribe, snapshot);
