import type { TFunction } from 'i18next';

import type { Formats } from '../../components/format';
import { lines, oneLine, pair } from '../../components/plain';
import type { CustomerPage } from '../../ipc/generated/types';

/** Where somebody lives, as one line of an address. */
export const placeOf = ({ contact }: CustomerPage, formats: Formats): string =>
  [contact.street, [contact.postcode, contact.town].filter(Boolean).join(' '), formats.country(contact.country)].filter(Boolean).join(', ');

/** A customer's head as a text: who it is, how to reach them, which terms they accepted, what to know. */
export function customerText(page: CustomerPage, formats: Formats, t: TFunction): string {
  const { customer, contact } = page;
  const accepted = customer.accepted_terms.toSorted((a, b) => a.on.localeCompare(b.on)).at(-1);
  return lines(
    oneLine([customer.name, ...page.flags.map((flag) => t(`flags.${flag}`))].join(' · ')),
    pair(t('customer.fields.email'), customer.email, t) || t('customer.no_email'),
    pair(t('customer.fields.phone'), contact.phone, t),
    oneLine(placeOf(page, formats)),
    t('customer.speaks', { language: t(`customer.languages.${contact.language}`) }),
    accepted ? t('customer.accepted', { day: formats.day(accepted.on) }) : t('customer.no_terms'),
    customer.open_disputes > 0 ? t('customer.disputes', { count: customer.open_disputes }) : '',
  );
}
