import { stringifySearch, steps } from './address';
import type { Action, DocumentKind } from '../ipc/types';

export type Route =
  | { name: 'find' }
  | { name: 'customer'; id: string }
  | { name: 'order'; number: string; action?: Action; reference?: string }
  | { name: 'document'; kind: DocumentKind; number: string };

/** The steps that the router follows. */
export const history = steps();

function pathOf(route: Route): string {
  const part = encodeURIComponent;
  switch (route.name) {
    case 'customer':
      return `/customer/${part(route.id)}`;
    case 'order':
      return `/order/${part(route.number)}${stringifySearch({ do: route.action, of: route.reference })}`;
    case 'document':
      return `/document/${part(route.kind)}/${part(route.number)}`;
    case 'find':
      return '/';
  }
}

/** The address of a route. */
export const href = (route: Route): string => `#${pathOf(route)}`;

export const go = (route: Route): void => history.push(pathOf(route));

/** Changes the address without a step in the history. */
export const swap = (route: Route): void => history.replace(pathOf(route));
