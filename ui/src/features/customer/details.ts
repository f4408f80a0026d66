import type { Amended, Contact, Customer, CustomerDetails, CustomerField } from '../../ipc/generated/types';

/** What is typed of a customer: every field a text, empty where there is nothing. */
export type DetailsDraft = Record<Exclude<CustomerField, 'language'>, string> & { language: CustomerDetails['language'] };

export const fields: CustomerField[] = ['name', 'email', 'phone', 'street', 'postcode', 'town', 'country', 'language'];

const PHONE = /^\+?[\d\s().-]{5,}$/;

/** What was searched for and not found is what the customer said first: an address, a number or a name. */
export function beginWith(said: string, country: string, language: CustomerDetails['language']): DetailsDraft {
  const empty: DetailsDraft = { name: '', email: '', phone: '', street: '', postcode: '', town: '', country, language };
  const text = said.trim();
  if (text.includes('@')) return { ...empty, email: text };
  if (PHONE.test(text)) return { ...empty, phone: text };
  // A document's number says nothing of who somebody is.
  return /\d/.test(text) ? empty : { ...empty, name: text };
}

/** What is known of a customer, to be corrected. */
export const draftOf = ({ name, email }: Customer, contact: Contact): DetailsDraft => ({
  name,
  email: email ?? '',
  phone: contact.phone ?? '',
  street: contact.street ?? '',
  postcode: contact.postcode ?? '',
  town: contact.town ?? '',
  country: contact.country,
  language: contact.language,
});

const stated = (text: string): string | null => text.trim() || null;

/** The draft as the desk is told it: spaces around a text are nobody's, and an empty one is left out. */
export const detailsOf = (draft: DetailsDraft): CustomerDetails => ({
  name: draft.name.trim(),
  email: stated(draft.email),
  phone: stated(draft.phone),
  street: stated(draft.street),
  postcode: stated(draft.postcode),
  town: stated(draft.town),
  country: draft.country,
  language: draft.language,
});

/** What differs, each field with what it was: whoever corrects another field meanwhile is in nobody's way. */
export function amendedBetween(was: CustomerDetails, becomes: CustomerDetails): Partial<Record<CustomerField, Amended>> {
  const changed = fields.filter((field) => was[field] !== becomes[field]);
  return Object.fromEntries(changed.map((field) => [field, { was: was[field], becomes: becomes[field] }]));
}
