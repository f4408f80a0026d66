import { createBrowserHistory, type HistoryLocation, type RouterHistory } from '@tanstack/react-router';

/** What stands behind the ?: plain words; a number of digits stays a text. */
export const parseSearch = (text: string): Record<string, unknown> => Object.fromEntries(new URLSearchParams(text));

export function stringifySearch(search: Record<string, unknown>): string {
  const given = Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return given.length > 0 ? `?${new URLSearchParams(given).toString()}` : '';
}

type Entry = HistoryLocation['state'];

/**
 * Reads an address such as `#/order/W-1?do=cancel_order`. What stands before the # is no part of it: the page's own
 * address, with the token that the loopback host gave it.
 */
export function locationOf(hash: string, entry: Entry | null): HistoryLocation {
  const { pathname, search } = new URL(`http://window/${hash.replace(/^#?\/*/, '')}`);
  // An entry that nobody described was made by changing the address; the first one always is described.
  return { href: pathname + search, pathname, search, hash: '', state: entry ?? { __TSR_index: 1 } };
}

/** The window's steps, back and forth. */
export const steps = (): RouterHistory =>
  createBrowserHistory({
    parseLocation: () => locationOf(location.hash, history.state as Entry | null),
    createHref: (path) => `#${path}`,
  });
