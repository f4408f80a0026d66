import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import { useActions, type Deed } from '../../components/actions';
import { reasonWords } from '../../components/command-words';
import { Cap } from '../../components/cap';
import { useCopy } from '../../components/copy';
import { formatsIn, useFormats } from '../../components/format';
import { useNow } from '../../components/now';
import { useAccount, useOrder, useTerms } from '../../components/queries';
import type { AttentionItem, OrderPage } from '../../ipc/generated/types';
import { clauseWords, ruleText } from '../decision/words';
import { Behind } from './behind';
import { useResolve } from './resolve';
import { Mine, Pairs, Sides, useNamed } from './sides';
import { newRma, stepKeys, stepsOf, stepWords } from './steps';
import { StepList } from './step-list';
import { supervisorText, tell } from './tell';

/** One item: what both sides did, why it does not go together, what to say, and what can be done. */
export function Detail({ item }: { item: AttentionItem }) {
  const { t, i18n } = useTranslation();
  const formats = useFormats();
  const now = useNow();
  const navigate = useNavigate();
  const { about, asked, cause } = item;
  const isOrder = about.kind === 'order';
  const isAccount = about.kind === 'account';
  const { data: page } = useOrderOf(item);
  const { data: account } = useAccount(about.id, isAccount);
  const currency = about.currency ?? page?.order.currency ?? account?.currency ?? undefined;
  const { copied, copy } = useCopy();
  const language = page?.customer.language ?? account?.customer.language ?? formats.language;
  const text = tell(item, page, formatsIn(language), i18n.getFixedT(language), currency);
  const conflict = cause.cause === 'rejected' ? cause.conflict : null;
  const reason = conflict ? reasonWords(conflict, formats, now, t, currency) : t('attention.differently_text');
  const ask = supervisorText(item, reason, formats, t);
  const named = useNamed(page);
  const resolve = useResolve(item);
  const rma = newRma(item);
  const steps = stepsOf(item);
  const act = {
    open: () => {
      // A new order that was not taken is nowhere: its customer is.
      if (isOrder && (page || asked.name !== 'new_order')) void navigate({ to: '/order/$number', params: { number: about.id } });
      else if (isAccount) void navigate({ to: '/customer/$id/services', params: { id: about.id } });
      else if (about.kind === 'case' && asked.name !== 'new_case') void navigate({ to: '/case/$number', params: { number: about.id } });
      else if (about.kind === 'stray' && asked.name !== 'new_stray') void navigate({ to: '/quarantine/$number', params: { number: about.id } });
      else if (about.customer) void navigate({ to: '/customer/$id', params: { id: about.customer } });
    },
    let_go: () => resolve.settle('let_go'),
    noted: () => resolve.settle('let_go'),
    ask_again: () => resolve.settle('ask_again'),
    ask_supervisor: () => copy(ask),
    tell_customer: () => copy(text),
    settle_first: () => void navigate({ to: '/attention', search: { item: conflict?.facts['behind'] } }),
    print: () => void (rma ? navigate({ to: '/document/$kind/$number', params: { kind: 'rma_label', number: rma } }) : null),
  };
  const say: Deed = { name: 'tell', keys: [stepKeys.tell_customer], act: text ? () => copy(text) : null };
  useActions([
    ...steps.map((step): Deed => ({
      name: step,
      title: t(`steps.${stepWords(step, item)}.name`),
      keys: step === 'open' ? [stepKeys.open, 'Enter'] : [stepKeys[step]],
      act: act[step],
    })),
    say,
  ]);
  return (
    <article className="attention-detail" aria-labelledby="attention-title">
      <header>
        <p className="small crumbs">
          {isOrder ? (
            <Link className="link" to="/order/$number" params={{ number: about.id }}>
              {about.id}
            </Link>
          ) : isAccount ? (
            <Link className="link" to="/customer/$id/services" params={{ id: about.id }}>
              {t('about.account')}
            </Link>
          ) : about.kind === 'case' ? (
            <Link className="link" to="/case/$number" params={{ number: about.id }}>
              {about.id}
            </Link>
          ) : about.kind === 'stray' ? (
            <Link className="link" to="/quarantine/$number" params={{ number: about.id }}>
              {about.id}
            </Link>
          ) : (
            t(`about.${about.kind}`)
          )}
          {about.customer ? (
            <>
              {' · '}
              <Link className="link" to="/customer/$id" params={{ id: about.customer }}>
                <bdi dir="auto">{about.customer_name ?? about.customer}</bdi>
              </Link>
            </>
          ) : null}
          {' · '}
          <time dateTime={item.since}>{t('attention.decided', { time: formats.moment(item.since, now), ago: formats.ago(item.since, now) })}</time>
        </p>
        <div className="title-row">
          <h2 id="attention-title" className="attention-title">
            {named(asked)}
          </h2>
          <span className={conflict ? 'tag refused' : 'tag waiting'}>
            {conflict ? <span aria-hidden="true">✕</span> : null}
            {t(conflict ? 'verdicts.rejected' : 'verdicts.differently')}
          </span>
        </div>
        <p>{reason}</p>
      </header>
      {conflict ? (
        <Sides item={item} page={page} conflict={conflict} currency={currency} />
      ) : (
        <div className="sides unequal">
          <section>
            <h3>{t('attention.mine')}</h3>
            <Mine item={item} page={page} told={false} currency={currency} />
          </section>
          <section>
            <h3>{t('attention.outcome')}</h3>
            {cause.cause === 'differently' ? <Pairs differences={cause.differences} told={asked.upshot} currency={currency} /> : null}
          </section>
        </div>
      )}
      {conflict && conflict.rules.length > 0 ? <Forbidding rules={conflict.rules} page={page} pack={asked.upshot.pack} /> : null}
      {text ? (
        <section className="say" aria-label={t('attention.tell')}>
          <header>
            <h3>{language === formats.language ? t('attention.tell') : t('attention.tell_in', { language: t(`customer.languages.${language}`) })}</h3>
            <button type="button" className="quiet" aria-label={t('panel.copy')} onClick={() => copy(text)}>
              <span className="small" role="status">
                {copied === text ? t('copy.done') : null}
              </span>
              <Cap of={say} />
            </button>
          </header>
          <p dir="auto" lang={language} data-testid="tell">
            {text}
          </p>
        </section>
      ) : null}
      <StepList steps={steps} item={item} act={act} resolve={resolve} copied={copied === ask} />
      <Behind item={item} />
    </article>
  );
}

/** The order as it is now, where it is about one. */
function useOrderOf(item: AttentionItem) {
  const order = useOrder(item.about.id, item.about.kind === 'order');
  return { data: item.about.kind === 'order' ? order.data : undefined };
}

/** The rules that forbid it, each with its clause, in the agent's words. */
function Forbidding({ rules, page, pack }: { rules: string[]; page: OrderPage | undefined; pack: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { data: terms } = useTerms(page?.terms.id ?? pack);
  return (
    <section className="rules">
      <h3>{t('panel.because')}</h3>
      <ul>
        {rules.map((id) => {
          const source = terms?.rules.find((rule) => rule.id === id)?.clause;
          const clause = terms?.clauses.find((known) => known.id === source);
          return (
            <li key={id}>
              <span className="rule-id forbids">{id}</span>
              <details>
                <summary>
                  {ruleText(id, terms, formats.language)} {source ? <span className="muted number">{clauseWords(source, t)}</span> : null}
                </summary>
                {clause ? (
                  <p className="small">
                    <strong>{clause.title[formats.language]}</strong> {clause.summary[formats.language]}
                  </p>
                ) : null}
              </details>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
