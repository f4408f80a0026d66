import { useTranslation } from 'react-i18next';

import { useFormats } from '../../components/format';
import type { DueItem } from '../../ipc/generated/types';
import { dayAfter, load, type Span } from './due';

/** Below it a bar is not as high as it can be: one or two are not many. */
const LOW = 5;

type ChartProps = { items: DueItem[]; today: string; span: Span | null; choose: (span: Span | null) => void };

/** How much is due on each of the coming days: a bar is a button that leaves its day alone in the list. */
export function Chart({ items, today, span: chosen, choose }: ChartProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const spans = load(items);
  const most = Math.max(...spans.map(({ count }) => count), LOW);
  return (
    <div className="due-chart" role="group" aria-label={t('due.chart')}>
      {spans.map(({ span, count }) => {
        const day = typeof span === 'number' ? dayAfter(today, span) : null;
        const name = day ? formats.longDay(day) : t(`due.spans.${span}`);
        const tone = span === 'late' ? 'late' : span === 0 ? 'today' : day && formats.isWeekend(day) ? 'weekend' : '';
        return (
          <button
            key={span}
            type="button"
            className={`due-bar ${tone}`}
            aria-pressed={chosen === span}
            aria-label={t('due.bar', { day: name, count, number: formats.number(count) })}
            title={t('due.bar', { day: name, count, number: formats.number(count) })}
            disabled={count === 0}
            onClick={() => choose(chosen === span ? null : span)}
          >
            <span className="due-count" aria-hidden="true">{count > 0 ? formats.number(count) : ''}</span>
            <span className="due-fill" aria-hidden="true" style={{ height: `${Math.round((count / most) * 48)}px` }} />
            <span className="due-day" aria-hidden="true">
              {day ? (
                <>
                  <span>{span === 0 ? t('due.today') : formats.weekday(day)}</span>
                  <span>{formats.dayOfMonth(day)}</span>
                </>
              ) : (
                <span>{t(`due.spans.${span}`)}</span>
              )}
            </span>
          </button>
        );
      })}
    </div>
  );
}
