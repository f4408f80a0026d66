import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useActions, type Deed } from '../../components/actions';
import { Cap } from '../../components/cap';
import { useFormats } from '../../components/format';
import { useAnswersForOthers } from '../../components/answering';
import type { Action, Decision, Offer, OrderCommand, OrderPage, Taken, TermsText } from '../../ipc/generated/types';
import { ExceptionRequest } from './exception';
import { OfferCap } from './offer-cap';
import { insteadOf, referenceWords } from './offers';
import { Advice } from './parts';
import { refusalOf } from './words';

type RefusedProps = {
  page: OrderPage;
  command: OrderCommand;
  decision: Decision;
  terms: TermsText | undefined;
  refused: Pick<Offer, 'action' | 'reference'>;
  open: (action: Action, reference?: string | null) => void;
  /** Tells that an exception was asked for, or made. */
  taken: (commandId: string, command: OrderCommand, answer: Taken) => void;
};

/** Why it is refused, what is possible instead, and whom to ask for an exception. */
export function Refused({ page, command, decision, terms, refused, open, taken }: RefusedProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [asking, setAsking] = useState(false);
  const may = useAnswersForOthers();
  const ask = useRef<HTMLButtonElement>(null);
  const exception: Deed = { name: 'exception', title: t(may ? 'exception.make' : 'exception.ask'), keys: ['x'], act: asking ? () => false : () => setAsking(true) };
  useActions(decision.overridable ? [exception] : [], 'panel');
  const { offers, named, advice } = insteadOf(page, decision, refused);
  const several = (offer: Offer) => offers.filter((other) => other.action === offer.action).length > 1;
  return (
    <>
      <section className="refusal">
        <p>
          <strong>{refusalOf(decision, terms, formats, t)}</strong>
        </p>
        {offers.length + advice.length > 0 ? (
          <>
            <h3>{t(named || offers.length === 0 ? 'panel.instead' : 'panel.instead_now')}</h3>
            <p className="instead">
              {offers.map((offer) => (
                <button key={`${offer.action}-${offer.reference ?? ''}`} type="button" className="button small" onClick={() => open(offer.action, offer.reference)}>
                  {t(named ? `alternatives.${offer.action}` : `actions.${offer.action}.name`)}
                  {several(offer) ? <span className="muted number">{referenceWords(page, offer, t)}</span> : null}
                  <OfferCap page={page} offer={offer} />
                </button>
              ))}
              <Advice advice={advice} />
            </p>
          </>
        ) : decision.overridable ? null : (
          <p className="small">{t('panel.instead_none')}</p>
        )}
        {decision.overridable ? (
          <p className="exception-offer">
            <span className="small">{t(may ? 'panel.exception_yours' : 'panel.exception')}</span>
            <button ref={ask} type="button" className="button small" aria-expanded={asking} onClick={() => setAsking(!asking)}>
              {exception.title} <Cap of={exception} />
            </button>
          </p>
        ) : null}
      </section>
      {asking && decision.overridable ? (
        <ExceptionRequest
          page={page}
          command={command}
          decision={decision}
          terms={terms}
          taken={taken}
          close={() => {
            setAsking(false);
            ask.current?.focus();
          }}
        />
      ) : null}
    </>
  );
}
