import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useDeferredValue, useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { Field } from '../../components/field';
import { useFormats } from '../../components/format';
import { placeKey } from '../../components/hits';
import { Option } from '../../components/option';
import { Spans } from '../../components/words';
import { call } from '../../ipc/calls';
import type { CustomerField, Hit, NewCustomerPage } from '../../ipc/generated/types';
import { detailsOf, type DetailsDraft } from './details';

/** What is wrong with what was typed, and who is known already by the same. */
export function useCheck(draft: DetailsDraft, id: string | null) {
  const details = useDeferredValue(draft);
  const { data, isPlaceholderData } = useQuery({
    queryKey: ['customer check', id, details],
    queryFn: () => call('check_customer', { id, details: detailsOf(details) }),
    placeholderData: keepPreviousData,
  });
  return { data, checking: data === undefined || isPlaceholderData || details !== draft };
}

/** What Enter does: it waits until the desk has looked at the last letter, and what is typed after it takes it back. */
export function useOnceChecked(draft: DetailsDraft, checking: boolean, take: () => void) {
  const asked = useRef<DetailsDraft | null>(null);
  useEffect(() => {
    if (asked.current !== draft || checking) return;
    asked.current = null;
    take();
  });
  return () => {
    if (checking) asked.current = draft;
    else take();
  };
}

export const useCountries = () => useQuery({ queryKey: ['countries'], queryFn: () => call('new_customer', {}) });

type FormProps = {
  draft: DetailsDraft;
  set: (changed: Partial<DetailsDraft>) => void;
  page: NewCustomerPage;
  /** The field at fault. */
  fault: CustomerField | null;
  /** It was tried: also what is merely missing is told. */
  tried: boolean;
};

/** Who somebody is and how to reach them. */
export function CustomerForm({ draft, set, page, fault, tried }: FormProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const id = useId();
  const text = (field: Exclude<CustomerField, 'language' | 'country'>, optional = true) => (
    <Field
      key={field}
      label={t(`customer.fields.${field}`)}
      optional={optional}
      focus={field === 'name'}
      value={draft[field]}
      set={(typed) => set({ [field]: typed })}
      fault={fault === field && (tried || draft[field].trim() !== '') ? t(`customer.faults.${field}`) : undefined}
    />
  );
  const named = (countries: string[]) =>
    countries.map((code) => ({ code, name: formats.country(code) })).sort((a, b) => a.name.localeCompare(b.name, formats.language));
  return (
    <>
      <div className="details-form">
        {text('name', false)}
        {text('email')}
        {text('phone')}
        {text('street')}
        {text('postcode')}
        {text('town')}
        <div className="field">
          <label htmlFor={`${id}-country`}>{t('customer.fields.country')}</label>
          <select id={`${id}-country`} className="input" value={draft.country} onChange={(event) => set({ country: event.target.value })}>
            <optgroup label={t('customer.countries.sold_to')}>
              {named(page.sold_to).map(({ code, name }) => (
                <option key={code} value={code}>
                  {name}
                </option>
              ))}
            </optgroup>
            <optgroup label={t('customer.countries.others')}>
              {named(page.countries.filter((code) => !page.sold_to.includes(code))).map(({ code, name }) => (
                <option key={code} value={code}>
                  {name}
                </option>
              ))}
            </optgroup>
          </select>
        </div>
        <fieldset className="units">
          <legend className="small muted">{t('customer.fields.language')}</legend>
          {(['fr', 'en'] as const).map((language) => (
            <Option
              key={language}
              name={`${id}-language`}
              chosen={draft.language === language}
              choose={() => set({ language })}
              words={t(`customer.languages.${language}`)}
            />
          ))}
        </fieldset>
      </div>
    </>
  );
}

/** Who is known by the same address, number or name: one person twice in the books is two halves of a history. */
export function Alike({ hits }: { hits: Hit[] }) {
  const { t } = useTranslation();
  if (hits.length === 0) return null;
  return (
    <section className="alike note" role="status">
      <p>
        <strong>{t('customer.alike', { count: hits.length })}</strong>
      </p>
      <ul>
        {hits.map((hit) => (
          <li key={placeKey(hit)}>
            {hit.target.kind === 'customer' ? (
              <Link className="link" to="/customer/$id" params={{ id: hit.target.id }}>
                <Spans spans={hit.title} />
              </Link>
            ) : null}{' '}
            <span className="small muted">
              <Spans spans={hit.subtitle} /> <Spans spans={hit.place} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
