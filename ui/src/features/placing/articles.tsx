import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useActions } from '../../components/actions';
import { useFormats } from '../../components/format';
import type { Article, NewOrderPage, Selling } from '../../ipc/generated/types';
import { articlesFor, matching, MOST, priceIn, type OrderDraft } from './draft';

type ArticlesProps = {
  page: NewOrderPage;
  selling: Selling;
  draft: OrderDraft;
  /** Undefined where nothing is changed any more. */
  set: ((changed: Partial<OrderDraft>) => void) | undefined;
};

/** From so many articles on there is a box to look for one. */
const MANY = 12;

/** What can be ordered, and how many are. The keys are about one row: digits count it, + and − change it. */
export function Articles({ page, selling, draft, set }: ArticlesProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [at, setAt] = useState(0);
  const [words, setWords] = useState('');
  const all = articlesFor(page.catalogue, selling.currency);
  const articles = matching(all, words);
  const chosen = articles[Math.min(at, articles.length - 1)];
  const count = (sku: string, units: number) => set?.({ units: { ...draft.units, [sku]: Math.min(Math.max(Math.trunc(units), 0), MOST) } });
  const move = (by: number) => () => setAt(Math.min(Math.max(at + by, 0), Math.max(articles.length - 1, 0)));
  const more = (by: number) => () => (chosen && set ? count(chosen.sku, (draft.units[chosen.sku] ?? 0) + by) : false);
  useActions([
    { name: 'articles', inPlace: { ArrowUp: move(-1), ArrowDown: move(1), j: move(1), k: move(-1) } },
    { name: 'one_more', inPlace: { '+': more(1), '-': more(-1) } },
    { name: 'count', inPlace: Object.fromEntries(Array.from({ length: 10 }, (_, digit) => [String(digit), () => (chosen && set ? count(chosen.sku, digit) : false)])) },
  ]);
  return (
    <section>
      <div className="section-head">
        <h2>{t('placing.articles')}</h2>
        {all.length > MANY ? (
          <input className="input" type="search" aria-label={t('placing.look')} placeholder={t('placing.look')} value={words} onChange={(event) => setWords(event.target.value)} />
        ) : (
          <span className="small muted">{t('placing.count_keys')}</span>
        )}
      </div>
      <table className="table articles">
        <thead>
          <tr>
            <th scope="col">{t('placing.columns.article')}</th>
            <th scope="col" className="figures">
              {t('placing.columns.price', { currency: formats.symbol(selling.currency) })}
            </th>
            <th scope="col" className="figures">
              {t('placing.columns.units')}
            </th>
          </tr>
        </thead>
        <tbody>
          {articles.map((article, index) => (
            <Row
              key={article.sku}
              article={article}
              selling={selling}
              chosen={article === chosen}
              choose={() => setAt(index)}
              units={draft.units[article.sku] ?? 0}
              count={(units) => count(article.sku, units)}
            />
          ))}
        </tbody>
      </table>
      {articles.length === 0 ? <p className="muted none">{t('placing.none')}</p> : null}
    </section>
  );
}

type RowProps = { article: Article; selling: Selling; chosen: boolean; choose: () => void; units: number; count: (units: number) => void };

function Row({ article, selling, chosen, choose, units, count }: RowProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const name = article.name[formats.language];
  const price = priceIn(article.prices, selling.currency);
  return (
    <tr className={[chosen ? 'chosen' : '', units > 0 ? 'concerned' : ''].filter(Boolean).join(' ')} data-article={article.sku} onMouseEnter={choose}>
      <td className="fill">
        <span className="line-name">
          <bdi className="clip" dir="auto">
            {name}
          </bdi>
          <span className="small muted number">{article.sku}</span>
          {article.pre_order ? <span className="tag waiting">{t('placing.pre_order')}</span> : null}
        </span>
      </td>
      <td className="figures">{price ? formats.figure(price, selling.currency) : null}</td>
      <td className="figures">
        <input
          className={units === 0 ? 'input figures count zero' : 'input figures count'}
          type="number"
          inputMode="numeric"
          min={0}
          max={MOST}
          aria-label={t('placing.units_of', { name })}
          value={units}
          onFocus={(entered) => {
            entered.target.select();
            choose();
          }}
          onChange={(changed) => count(changed.target.valueAsNumber || 0)}
        />
      </td>
    </tr>
  );
}
