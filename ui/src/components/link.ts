/** Where a link from outside leads. It opens something, and never does anything there. */
export type DeskLink = { to: 'order'; number: string } | { to: 'customer'; id: string } | { to: 'find'; query: string };

/** No link of this desk is longer; what is longer leads nowhere. */
const LONGEST = 512;
const LONGEST_ID = 64;
const LONGEST_QUERY = 200;

const decoded = (text: string): string | null => {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
};

/** A number or an id, as it may stand in an address: one line, without what another part of the address is made of. */
const named = (text: string | undefined): string | null => {
  const name = decoded(text ?? '');
  return name && name.length <= LONGEST_ID && /^[\p{L}\p{N}][\p{L}\p{N}._:-]*$/u.test(name) ? name : null;
};

function sought(search: string): string | null {
  const [pair, ...others] = search.split('&');
  if (!pair?.startsWith('q=') || others.length > 0) return null;
  const query = decoded(pair.slice(2).replaceAll('+', ' '))?.trim();
  return query && query.length <= LONGEST_QUERY && !/\p{Cc}/u.test(query) ? query : null;
}

/** Reads `guichet://order/W-1`, `guichet://customer/c-1`, `guichet://find?q=…`; null for anything else. */
export function readLink(text: string): DeskLink | null {
  if (text.length > LONGEST) return null;
  const [, path, search] = /^guichet:\/\/([^?#]*)(?:\?([^#]*))?$/i.exec(text) ?? [];
  if (path === undefined) return null;
  // Some systems end an address with a slash.
  const [place, name, ...rest] = path.replace(/\/$/, '').split('/');
  if (rest.length > 0) return null;
  if (place === 'find') {
    const query = name === undefined && search !== undefined ? sought(search) : null;
    return query === null ? null : { to: 'find', query };
  }
  if (search !== undefined) return null;
  const id = named(name);
  if (id === null) return null;
  if (place === 'order') return { to: 'order', number: id };
  return place === 'customer' ? { to: 'customer', id } : null;
}

/** The link that leads there. */
export function writeLink(link: DeskLink): string {
  if (link.to === 'find') return `guichet://find?q=${encodeURIComponent(link.query)}`;
  return `guichet://${link.to}/${encodeURIComponent(link.to === 'order' ? link.number : link.id)}`;
}
