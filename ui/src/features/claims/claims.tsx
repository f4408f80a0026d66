import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import { useActions, type Deed } from '../../components/actions';
import { Cap } from '../../components/cap';
import { useFormats } from '../../components/format';
import { useAppInfo } from '../../components/queries';
import type { Action, Claim, ClaimStanding, ClaimStatus, OrderPage } from '../../ipc/generated/types';
import { OfferCap } from '../decision/offer-cap';
import { claimActions } from '../decision/offers';
import { Tiles } from '../evidence/tiles';

const tones: Record<ClaimStatus, string> = { reported: 'waiting', filed: 'waiting', accepted: 'done', rejected: 'refused', paid: 'done', closed: '' };

type ClaimsProps = { page: OrderPage; open: (action: Action, reference?: string | null) => void; current: Action | undefined; reference: string | undefined };

/** The damage claims of an order: where each stands, until when, what shows it, and what can be done next. */
export function Claims({ page, open, current, reference }: ClaimsProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const claims = page.order.claims;
  const last = page.claims.at(-1);
  const file: Deed = {
    name: 'claim_file',
    keys: ['p'],
    act: last ? () => void navigate({ to: '/document/$kind/$number', params: { kind: 'claim_file', number: last.file } }) : null,
  };
  // Of several claims the last has the key; the others open by their button.
  useActions(last ? [file] : []);
  if (claims.length === 0) return null;
  return (
    <section>
      <div className="section-head">
        <h2>{t('claims.label')}</h2>
      </div>
      {claims.map((claim, at) => {
        const standing = page.claims[at];
        return standing ? (
          <ClaimCard key={standing.name} page={page} claim={claim} standing={standing} file={standing === last ? file : undefined} open={open} current={reference === standing.name || !reference ? current : undefined} />
        ) : null;
      })}
    </section>
  );
}

type CardProps = Omit<ClaimsProps, 'reference'> & { claim: Claim; standing: ClaimStanding; file: Deed | undefined };

function ClaimCard({ page, claim, standing, file, open, current }: CardProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const name = (line: string) => page.ledger.find((known) => known.line === line)?.name ?? line;
  const what = formats.list(claim.lines.map((line) => `${formats.number(line.quantity)} ${name(line.line)}`));
  const offers = claimActions.flatMap((action) => page.offers.filter((offer) => offer.action === action && offer.reference === standing.name && offer.command));
  return (
    <article className="claim" aria-label={t('claims.one', { name: standing.name })}>
      <header className="claim-head">
        <strong className="number">{standing.name}</strong>
        <span className={`tag ${tones[claim.status]}`}>{t(`claims.status.${claim.status}`)}</span>
        <bdi dir="auto" className="clip">
          {what}
        </bdi>
        <Notice standing={standing} />
      </header>
      <Course claim={claim} />
      <dl className="claim-facts small">
        <Fact name={t('claims.remedy')} value={remedyWords(claim, formats, t)} />
        <Fact name={t('claims.carriers_reference')} value={claim.reference ?? ''} />
        <Fact name={t('claims.recovered')} value={claim.recovered ? formats.money(claim.recovered, page.order.currency) : ''} />
        <Fact name={t('claims.reserves')} value={claim.reserves ?? ''} />
        <Fact name={t('claims.account')} value={claim.account ?? ''} />
      </dl>
      <Tiles of={{ kind: 'order', id: page.order.number }} evidence={claim.evidence ?? []} here={page.evidence_here} />
      <p className="claim-actions">
        <Link className="button small" to="/document/$kind/$number" params={{ kind: 'claim_file', number: standing.file }}>
          {t('claims.file')}
          {file ? <Cap of={file} /> : null}
        </Link>
        {offers.map((offer) => (
          <button
            key={offer.action}
            type="button"
            className="button small"
            aria-expanded={current === offer.action}
            onClick={() => open(offer.action, offer.reference)}
          >
            {offer.action === 'move_claim' && standing.next[0] ? t(`claims.next.${standing.next.length > 1 && standing.next[0] === 'accepted' ? 'answered' : standing.next[0]}`) : t(`actions.${offer.action}.name`)}
            <OfferCap page={page} offer={offer} />
          </button>
        ))}
      </p>
    </article>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  if (value === '') return null;
  return (
    <div>
      <dt className="muted">{name}</dt>
      <dd>
        <bdi dir="auto">{value}</bdi>
      </dd>
    </div>
  );
}

type Formats = ReturnType<typeof useFormats>;
type Words = ReturnType<typeof useTranslation>['t'];

function remedyWords(claim: Claim, formats: Formats, t: Words): string {
  const sent = claim.replacement;
  if (sent?.delivered_on) return t('claims.remedies.delivered', { day: formats.day(sent.delivered_on) });
  if (sent) {
    const how = [t(`carriers.${sent.carrier}`, { defaultValue: sent.carrier }), sent.tracking ?? ''].join(' ').trim();
    return t('claims.remedies.shipped', { day: formats.day(sent.shipped_on), how });
  }
  if (claim.replacement_delivered) return t('claims.remedies.replaced');
  return claim.remedy ? t(`claims.remedies.${claim.remedy}`) : '';
}

/** Until when the carrier must be told, while nobody has. */
function Notice({ standing }: { standing: ClaimStanding }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { data: app } = useAppInfo();
  const by = standing.notice_by;
  if (!by || !app) return null;
  const late = by < app.today;
  return (
    <span className={late ? 'warning' : 'waiting-text'}>
      {t(late ? 'claims.notice_late' : 'claims.notice', { day: formats.day(by), relative: formats.relative(by, app.today) })}
    </span>
  );
}

const usual: ClaimStatus[] = ['reported', 'filed', 'accepted', 'paid', 'closed'];

/** The steps that were taken, with their days, and the usual ones ahead. */
function Course({ claim }: { claim: Claim }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const taken = [{ to: 'reported' as ClaimStatus, on: claim.reported_on, note: undefined }, ...(claim.steps ?? [])];
  const last = taken.at(-1)?.to ?? 'reported';
  const ahead = last === 'rejected' ? (['closed'] as ClaimStatus[]) : usual.slice(usual.indexOf(last) + 1);
  return (
    <ol className="course small">
      {taken.map((step) => (
        <li key={step.to} className={step.to === last ? 'now' : undefined} title={step.note}>
          <span className={`dot ${step.to === 'rejected' ? 'refused' : 'done'}`} aria-hidden="true" />
          {t(`claims.status.${step.to}`)} <span className="muted number">{step.on ? formats.day(step.on) : ''}</span>
        </li>
      ))}
      {ahead.map((to) => (
        <li key={to} className="ahead">
          <span className="dot" aria-hidden="true" />
          {t(`claims.status.${to}`)}
          <span className="hidden"> {t('claims.ahead')}</span>
        </li>
      ))}
    </ol>
  );
}
