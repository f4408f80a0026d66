import { useTranslation } from 'react-i18next';

import { useFormats } from '../../components/format';
import { useTerms } from '../../components/queries';
import type { AccountAction, AccountPage, ServiceRow } from '../../ipc/generated/types';
import { accountKeys, askingsOf, isPossible, type Asking } from './offers';
import { parts, rowsOf, standingOf } from './status';
import { durationWords, hintOf } from './words';

/** What is open beside the page. */
export type Current = { action: AccountAction | undefined; of: string | undefined } | undefined;

type ServicesProps = {
  page: AccountPage;
  today: string;
  /** The service that the keys are about. */
  chosen: string | undefined;
  choose: (id: string) => void;
  open: (asking: Asking) => void;
  current: Current;
};

/** Every service by its part, where it stands, what it costs, and what may be done with it or why not. */
export function Services(props: ServicesProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { page } = props;
  return (
    <table className="table services">
      {parts
        .filter((part) => rowsOf(page, part).length > 0)
        .map((part, index) => (
          <tbody key={part}>
            <tr className="part">
              <th scope="rowgroup" colSpan={index === 0 ? 1 : 3}>
                {t(`account.parts.${part}`)}
              </th>
              {/* The columns are named once, beside the first part. */}
              {index === 0 ? (
                <>
                  <th scope="col">{t('account.columns.status')}</th>
                  <th scope="col" className="figures">
                    {page.currency ? t('account.columns.price', { currency: formats.symbol(page.currency) }) : null}
                  </th>
                </>
              ) : null}
            </tr>
            {rowsOf(page, part).map((row) => (
              <Service key={row.id} row={row} {...props} />
            ))}
          </tbody>
        ))}
    </table>
  );
}

function Service({ row, page, today, chosen, choose, open, current }: ServicesProps & { row: ServiceRow }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const askings = askingsOf(row);
  // Where nothing can be asked, what there would be to choose from stands alone.
  const unasked = askings.length === 0 && page.currency ? durationWords(row, page.currency, formats, t) : '';
  // What was chosen comes first: it is what is asked about.
  const chosenFor = standingOf(row, today) === 'ended' ? [] : [
    row.retention_days ? t('account.durations.days', { count: row.retention_days }) : '',
    row.cameras.length > 0 ? t('account.cameras', { count: row.cameras.length }) : '',
  ];
  const does = [chosenFor.filter(Boolean).join(', '), row.summary?.[formats.language] ?? ''].filter(Boolean).join(' · ');
  const marked = askings.length > 0 && row.id === chosen;
  const about = current?.of === row.id;
  const mark = [marked ? 'chosen' : '', about ? 'concerned' : '', askings.length > 0 || unasked ? 'has-offers' : ''].filter(Boolean).join(' ');
  return (
    <>
      <tr className={mark} data-service={row.id} onMouseEnter={() => askings.length > 0 && choose(row.id)}>
        <td className="fill">
          <span className="line-name">
            <bdi className="clip service-name" dir="auto">
              {row.name[formats.language]}
            </bdi>
            {does ? (
              <span className="small muted clip" title={does}>
                {does}
              </span>
            ) : null}
          </span>
        </td>
        <td className="number">
          <Status row={row} today={today} />
        </td>
        <td className="figures">
          <Price row={row} page={page} />
        </td>
      </tr>
      {askings.length > 0 ? (
        <tr className={`${mark} offers`} onMouseEnter={() => choose(row.id)}>
          <td colSpan={3}>
            <ul className="actions">
              {askings.map((asking) => (
                <OfferLine
                  key={asking.action}
                  page={page}
                  today={today}
                  asking={asking}
                  keyed={marked}
                  current={about && current.action === asking.action}
                  open={open}
                  focus={() => choose(row.id)}
                />
              ))}
            </ul>
          </td>
        </tr>
      ) : unasked ? (
        <tr className="offers">
          <td colSpan={3} className="muted">
            {unasked}
          </td>
        </tr>
      ) : null}
    </>
  );
}

/** Where it stands, in words; what stops is red, and says so by a sign too. */
function Status({ row, today }: { row: ServiceRow; today: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const standing = standingOf(row, today);
  const day = (of: string | null) => ({ day: of ? formats.day(of) : '' });
  if (standing === 'ending') {
    return (
      <span className="stops" title={row.stops_on ? formats.relative(row.stops_on, today) : undefined}>
        <span className="stop-mark" aria-hidden="true" />
        {t('account.status.ending', day(row.stops_on))}
      </span>
    );
  }
  if (standing === 'active') {
    return (
      <>
        <span className="dot done status-dot" aria-hidden="true" />
        {t('account.status.active', day(row.started_on))}
      </>
    );
  }
  return <span className="muted">{t(`account.status.${standing}`, day(row.stops_on))}</span>;
}

/** Net, for a period. Video that is not chosen yet has a price for each duration. */
function Price({ row, page }: { row: ServiceRow; page: AccountPage }) {
  const { t } = useTranslation();
  const formats = useFormats();
  if (row.price && page.currency) return formats.figure(row.price, page.currency);
  if (row.part === 'included') return <span className="zero">{t('account.free')}</span>;
  return <span className="zero">–</span>;
}

type OfferLineProps = {
  page: AccountPage;
  today: string;
  asking: Asking;
  /** Its key counts now. */
  keyed: boolean;
  current: boolean;
  open: (asking: Asking) => void;
  focus?: () => void;
};

/** What may be asked, with what it comes to; what may not, with its reason. */
export function OfferLine({ page, today, asking, keyed, current, open, focus }: OfferLineProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { data: terms } = useTerms(page.terms?.id);
  const { action, offer } = asking;
  const possible = isPossible(offer, page);
  const why = hintOf({ page, asking, today, terms }, possible, formats, t);
  const off = !possible || !offer.permitted;
  const sentence = (words: string) => (words ? `${words.charAt(0).toLocaleUpperCase()}${words.slice(1).replace(/\.$/, '')}.` : '');
  return (
    <li className={off ? 'action off' : 'action'}>
      <span className="action-key">{keyed ? <kbd>{accountKeys[action].toUpperCase()}</kbd> : null}</span>
      <button type="button" className="quiet action-name" aria-expanded={current} onFocus={focus} onClick={() => open(asking)}>
        {asking.step ? t(`account.steps.${action}.${asking.step.kind}`) : t(`account.actions.${action}.name`)}
        {asking.row ? <span className="hidden"> {asking.row.name[formats.language]}</span> : null}
      </button>
      <span className="muted">
        {off ? (
          <>
            <span className="no" aria-hidden="true" />
            <span className="hidden">{t('actions.no')} </span>
            {/* Whose role does not do it is told so first: what the rules say is somebody else's to use. */}
            {[offer.permitted ? '' : t('account.role'), possible ? '' : sentence(why)].filter(Boolean).join(' ')}
          </>
        ) : (
          why
        )}
      </span>
    </li>
  );
}
