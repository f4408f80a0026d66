import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { useActions, type Deed } from '../../components/actions';
import { Cap } from '../../components/cap';
import { useFormats } from '../../components/format';
import { useAnswersForOthers } from '../../components/answering';
import type { Decision, Excepted as Terms, OrderCommand, OrderPage, Taken, TermsText } from '../../ipc/generated/types';
import { ExceptionRequest } from './exception';

type OtherProps = {
  page: OrderPage;
  command: OrderCommand;
  decision: Decision;
  terms: TermsText | undefined;
  taken: (commandId: string, command: OrderCommand, answer: Taken) => void;
};

/** Another amount than the terms pay takes an exception too. */
export function OtherAmount(props: OtherProps) {
  const { t } = useTranslation();
  const may = useAnswersForOthers();
  const [asking, setAsking] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const other: Deed = { name: 'other_amount', title: t(may ? 'exception.other_make' : 'exception.other_ask'), keys: ['x'], act: asking ? () => false : () => setAsking(true) };
  useActions([other], 'panel');
  const close = () => {
    setAsking(false);
    button.current?.focus();
  };
  return (
    <>
      <p className="exception-offer">
        <button ref={button} type="button" className="button small" aria-expanded={asking} onClick={() => setAsking(!asking)}>
          {other.title} <Cap of={other} />
        </button>
      </p>
      {asking ? <ExceptionRequest {...props} close={close} /> : null}
    </>
  );
}

type TwoProps = { exception: { by_terms: string; granted: string }; currency: string; children?: ReactNode };

/** What the terms pay, what is paid under the exception, and what else there is to say of it. */
export function TwoAmounts({ exception, currency, children }: TwoProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <dl className="exception-amounts">
      <div>
        <dt>{t('exception.by_terms')}</dt>
        <dd className="figures">{formats.money(exception.by_terms, currency)}</dd>
      </div>
      <div>
        <dt>{t('exception.granted')}</dt>
        <dd className="figures">
          <strong>{formats.money(exception.granted, currency)}</strong>
        </dd>
      </div>
      {children}
    </dl>
  );
}

/** Both amounts of an exception, and the rules that it sets aside. */
export function Excepted({ exception, goodwill, currency }: { exception: Terms; goodwill: string | undefined; currency: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <section className="exception" aria-label={t('exception.amounts')}>
      <TwoAmounts exception={exception} currency={currency}>
        {goodwill ? (
          <div>
            <dt>{t('exception.of_it_goodwill')}</dt>
            <dd className="figures">{formats.money(goodwill, currency)}</dd>
          </div>
        ) : null}
        {exception.rules.length > 0 ? (
          <div>
            <dt>{t('exceptions.rules')}</dt>
            <dd>{exception.rules.join(', ')}</dd>
          </div>
        ) : null}
      </TwoAmounts>
    </section>
  );
}
