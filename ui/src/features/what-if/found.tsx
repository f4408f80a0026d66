import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { commandWords } from '../../components/command-words';
import { useFormats } from '../../components/format';
import { host } from '../../ipc/calls';
import type { ChangedDecision, DecidedSo, WhatIfFound } from '../../ipc/generated/types';

/** What a draft changes: how often, how much, and which decisions. */
export function FoundParts({ run, found }: { run: string; found: WhatIfFound }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const number = (count: number) => ({ count, number: formats.number(count) });
  const changes = found.compared - found.same;
  const of = (kind: string) => found.kinds.find((one) => one.kind === kind)?.count ?? 0;
  return (
    <>
      <p className="small muted">{t('what_if.over', { from: formats.longDay(found.from), to: formats.longDay(found.to) })}</p>
      <section>
        <h2 className="what-if-result">
          {found.compared === 0 ? t(found.not_reproduced > 0 ? 'what_if.nothing_compared' : 'what_if.nothing_decided') : changes === 0 ? t('what_if.nothing_changes', number(found.compared)) : t('what_if.changes', { ...number(changes), of: formats.number(found.compared) })}
        </h2>
        <ul className="erasing">
          {(['outcome', 'money', 'terms'] as const).map((kind) => (of(kind) > 0 ? <li key={kind}>{t(`what_if.kinds.${kind}`, number(of(kind)))}</li> : null))}
          {found.not_reproduced > 0 ? <li className="muted">{t('what_if.not_reproduced', number(found.not_reproduced))}</li> : null}
          {found.on_services > 0 ? <li className="muted">{t('what_if.on_services', number(found.on_services))}</li> : null}
        </ul>
      </section>
      <div className="figures-grid">
        <Counts
          title={t('what_if.outcomes')}
          rows={found.outcomes.map(({ before, after, count }) => ({ words: t('what_if.becomes', { before: t(`panel.outcome.${before}`), after: t(`panel.outcome.${after}`) }), count }))}
        />
        <Counts title={t('what_if.rules')} rows={found.rules.map(({ rule, count }) => ({ words: rule, count }))} />
        {found.money.length > 0 ? <Money found={found} /> : null}
        {found.changed.length > 0 ? <Changed run={run} found={found} /> : null}
      </div>
    </>
  );
}

/** How often what; nothing where there is none. */
function Counts({ title, rows }: { title: string; rows: { words: string; count: number }[] }) {
  const formats = useFormats();
  if (rows.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <table className="table">
        <tbody>
          {rows.map(({ words, count }) => (
            <tr key={words}>
              <td className="fill">{words}</td>
              <td className="figures">{formats.number(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Money({ found }: { found: WhatIfFound }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <section className="figure-wide">
      <h2>{t('what_if.money')}</h2>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('what_if.columns.flow')}</th>
            <th scope="col" className="figures">{t('what_if.columns.before')}</th>
            <th scope="col" className="figures">{t('what_if.columns.after')}</th>
            <th scope="col" className="figures">{t('what_if.columns.difference')}</th>
          </tr>
        </thead>
        <tbody>
          {found.money.map(({ currency, flow, before, after, difference }) => (
            <tr key={currency + flow}>
              <td className="fill">{t(`what_if.flows.${flow}`)}</td>
              <td className="figures">{formats.money(before, currency)}</td>
              <td className="figures">{formats.money(after, currency)}</td>
              <td className={Number(difference) === 0 ? 'figures muted' : 'figures'}>{formats.money(difference, currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Changed({ run, found }: { run: string; found: WhatIfFound }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [failed, setFailed] = useState(false);
  const save = () => {
    setFailed(false);
    host.saveTable(run, 'changes').catch(() => setFailed(true));
  };
  const told = ({ outcome, money }: DecidedSo, { currency }: ChangedDecision) =>
    [t(`panel.outcome.${outcome}`), ...money.map(({ flow, amount }) => t('what_if.moved', { flow: t(`what_if.flows.${flow}`), amount: formats.money(amount, currency) }))].join(', ');
  return (
    <section className="figure-wide">
      <div className="section-head">
        <h2>{t('what_if.decisions')}</h2>
        <button type="button" className="button small" onClick={save}>
          {t('figures.save')}
        </button>
      </div>
      <p className="warning small" role="alert" hidden={!failed}>
        {failed ? t('figures.not_saved') : null}
      </p>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('what_if.columns.order')}</th>
            <th scope="col">{t('what_if.columns.day')}</th>
            <th scope="col">{t('what_if.columns.asked')}</th>
            <th scope="col">{t('what_if.columns.before')}</th>
            <th scope="col">{t('what_if.columns.after')}</th>
            <th scope="col">{t('what_if.columns.rules')}</th>
          </tr>
        </thead>
        <tbody>
          {found.changed.map((one, index) => (
            <tr key={index}>
              <td className="number">
                <Link className="link" to="/order/$number" params={{ number: one.order }}>
                  {one.order}
                </Link>
              </td>
              <td className="number muted">{formats.day(one.on)}</td>
              <td>
                {t('what_if.asked_by', { what: commandWords(one.command, null, t) })} <bdi className="muted" dir="auto">{one.agent}</bdi>
              </td>
              <td>{told(one.before, one)}</td>
              <td className={one.kind === 'outcome' ? 'warning' : undefined}>{one.kind === 'terms' ? t('what_if.same_otherwise') : told(one.after, one)}</td>
              <td className="small muted">{one.rules.join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {found.more > 0 ? <p className="small muted">{t('what_if.more', { count: found.more, number: formats.number(found.more) })}</p> : null}
    </section>
  );
}
