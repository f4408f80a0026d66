import { useState, type FocusEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { useActions } from '../../components/actions';
import { NothingWaits } from '../../components/chooser';
import { Day } from '../../components/day';
import { Cap } from '../../components/cap';
import { useFormats } from '../../components/format';
import { Problem } from '../../components/problem';
import { useSync } from '../../components/queries';
import { CallError } from '../../ipc/calls';
import type { AmountIn, ClauseRefunds, Figures, FiguresRange } from '../../ipc/generated/types';
import { clauseWords } from '../decision/words';
import { Bars, Columns, type BarRow } from './bars';
import { presets, useFigures, type Progress } from './count';

/** What came back, what it cost and how long it took, counted over this desk's orders. */
export function FiguresScreen() {
  const { t } = useTranslation();
  const formats = useFormats();
  const { data: sync } = useSync();
  const [range, setRange] = useState<FiguresRange>({ is: 'weeks13' });
  const { data, error, refetch, progress, again, isFetching } = useFigures(range);
  const count = { name: 'count_again', keys: ['r'], act: isFetching ? null : again };
  const refused = error !== null && CallError.from(error).code === 'role_forbids';
  useActions([count, ...presets.map(({ is, name }, at) => ({ name, keys: [String(at + 1)], act: range.is === is ? null : () => setRange({ is }) }))]);
  if (refused) return <NothingWaits title={t('figures.title')} none={t('figures.not_yours.title')} text={t('figures.not_yours.text')} />;
  return (
    <div className="sheet figures-page">
      <header className="figures-head">
        <h1>{t('figures.title')}</h1>
        <div className="filters" role="group" aria-label={t('figures.range')}>
          {presets.map(({ is }, at) => (
            <button key={is} type="button" className="filter" aria-pressed={range.is === is} onClick={() => setRange({ is })}>
              {t(`figures.ranges.${is}`)} <kbd>{at + 1}</kbd>
            </button>
          ))}
        </div>
        <Days key={range.is} range={range} counted={data?.figures} choose={setRange} />
        <button type="button" className="button small" disabled={isFetching} onClick={again}>
          {t('figures.again')} <Cap of={count} />
        </button>
      </header>
      <p className="muted small" role="status">
        {data ? t('figures.over', { from: formats.longDay(data.figures.from), to: formats.longDay(data.figures.to) }) : t('figures.counting')}
      </p>
      {sync && sync.orders_months > 0 ? <p className="note">{t('figures.part', { count: sync.orders_months })}</p> : null}
      {error ? <Problem error={error} retry={() => void refetch()} /> : data ? <All run={data.run} figures={data.figures} /> : <Counting progress={progress} />}
    </div>
  );
}

/** As the desk has it: three years and a day. */
const LONGEST = 1_097;

const daysBetween = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

/** From one day to another: counted once both make a range. */
function Days({ range, counted, choose }: { range: FiguresRange; counted: Figures | undefined; choose: (range: FiguresRange) => void }) {
  const { t } = useTranslation();
  const shown = range.is === 'days' ? range : counted;
  // A day is typed figure by figure: it counts once one has left the fields, or by Enter.
  const [typed, setTyped] = useState<{ from: string; to: string } | null>(null);
  const { from, to } = typed ?? { from: shown?.from ?? '', to: shown?.to ?? '' };
  const complete = from !== '' && to !== '';
  const sound = complete && from <= to && daysBetween(from, to) < LONGEST;
  const commit = () => {
    if (!typed || !sound) return;
    setTyped(null);
    choose({ is: 'days', from, to });
  };
  const left = (event: FocusEvent<HTMLElement>) => {
    if (!event.currentTarget.contains(event.relatedTarget)) commit();
  };
  return (
    <span className="figures-days" onBlur={left} onKeyDownCapture={(event) => event.key === 'Enter' && commit()}>
      <Day label={t('figures.from')} value={from} set={(day) => setTyped({ from: day, to })} />
      <Day label={t('figures.to')} value={to} set={(day) => setTyped({ from, to: day })} />
      <span className="small warning" role="status">
        {typed && complete && !sound ? t('figures.too_long') : null}
      </span>
    </span>
  );
}

function Counting({ progress }: { progress: Progress | null }) {
  const { t } = useTranslation();
  const formats = useFormats();
  if (!progress || progress.of === 0) return <div className="skeleton figures-wait" aria-busy="true" />;
  const { looked_at, of } = progress;
  return (
    <div className="figures-wait" aria-busy="true">
      <progress className="progress" value={looked_at} max={of} aria-label={t('figures.counting')} />
      <p className="small muted">{t('figures.progress', { done: formats.number(looked_at), count: of, number: formats.number(of) })}</p>
    </div>
  );
}

function All({ run, figures }: { run: string; figures: Figures }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const amounts = (all: AmountIn[]) => (all.length === 0 ? '—' : all.map(({ amount, currency }) => formats.money(amount, currency)).join(' · '));
  const counts = (...all: number[]) => all.map((count) => formats.number(count));
  const returned = [t('figures.returns'), t('figures.units')];
  const spread = (from: number, to: number | null) =>
    to === null ? t('figures.days_more', { from: formats.number(from) }) : t('figures.days_between', { from: formats.number(from), to: formats.number(to) });
  const clause = ({ clause: id, rules }: ClauseRefunds) => (
    <>
      {id === 'exception' || id === 'unknown' ? t(`figures.clauses.${id}`) : clauseWords(id, t)} <span className="small muted number">{rules.join(', ')}</span>
    </>
  );
  const { all } = figures.times;
  const undated = figures.undated_credits + figures.undated_claims;
  return (
    <>
      <div className="figures-grid">
        <Bars
          title={t('figures.by_reason')} run={run} table="reasons" first={t('figures.reason')} heads={returned} none={t('figures.no_returns')}
          rows={figures.by_reason.map(({ key, returns, units }) => ({ id: key, label: t(`reasons.${key === 'not_said' ? 'none' : key}`), size: units, cells: counts(returns, units), bar: { of: 'reason', key } }))}
        />
        <Bars
          title={t('figures.by_article')} run={run} table="articles" first={t('figures.article')} heads={returned} none={t('figures.no_returns')}
          rows={figures.by_article.map(({ key, name, returns, units }) => ({ id: key, label: <bdi dir="auto">{name ?? key}</bdi>, size: units, cells: counts(returns, units), bar: { of: 'article', key } }))}
        />
        <Columns
          title={t('figures.by_week')} run={run} table="weeks" none={t('figures.no_returns')}
          columns={figures.returns === 0 ? [] : figures.by_week.map(({ key, units }) => ({ id: key, words: t('figures.week_bar', { day: formats.longDay(key), count: units, number: formats.number(units) }), day: formats.dayAndMonth(key), size: units, figure: formats.number(units), bar: { of: 'week', key } }))}
        />
        <Bars
          title={t('figures.times')} run={run} table="times" first={t('figures.took')} heads={[t('figures.refunds')]} none={t('figures.no_refunds')}
          note={all ? t('figures.times_are', { median: formats.number(all.median), p90: formats.number(all.p90) }) : undefined}
          rows={all ? figures.times.spread.map(({ from, to, count }) => ({ id: String(from), label: spread(from, to), size: count, cells: counts(count), bar: { of: 'days', from } })) : []}
        />
        {figures.refunds.map(({ currency, total, by_clause }) => (
          <Bars
            key={currency} title={t('figures.by_clause', { currency })} run={run} table="clauses" first={t('figures.clause')} heads={[t('figures.refunds'), t('figures.amount')]}
            none={t('figures.no_refunds')} note={t('figures.in_all', { amount: formats.money(total, currency) })}
            rows={by_clause.map((one): BarRow => ({ id: one.clause, label: clause(one), size: Number(one.total), cells: [formats.number(one.count), formats.figure(one.total, currency)], bar: { of: 'clause', key: one.clause, currency } }))}
          />
        ))}
        <Bars
          title={t('figures.by_carrier')} run={run} table="carriers" first={t('figures.carrier')} none={t('figures.no_claims')}
          heads={[t('figures.claimed'), t('figures.accepted'), t('figures.open'), t('figures.recovered')]}
          rows={figures.claims.map((one) => ({ id: one.carrier, label: <bdi dir="auto">{one.carrier}</bdi>, size: one.claimed, cells: [...counts(one.claimed, one.accepted, one.open), amounts(one.recovered)], bar: { of: 'carrier', key: one.carrier } }))}
        />
        <Bars
          title={t('figures.by_agent')} run={run} table="agents" first={t('figures.agent')} none={t('figures.no_exceptions')}
          heads={[t('figures.asked'), t('figures.granted'), t('figures.declined'), t('figures.difference')]}
          rows={figures.exceptions.map((one) => ({ id: one.agent, label: <bdi dir="auto">{one.name}</bdi>, size: one.asked, cells: [...counts(one.asked, one.granted, one.declined), amounts(one.difference)], bar: { of: 'agent', key: one.agent } }))}
        />
      </div>
      {undated > 0 ? <p className="small muted">{t('figures.undated', { count: undated, number: formats.number(undated) })}</p> : null}
    </>
  );
}
