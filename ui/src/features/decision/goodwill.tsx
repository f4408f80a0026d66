import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { typedAmount } from '../../components/exceptions';
import { Field } from '../../components/field';
import { useFormats } from '../../components/format';
import { useKeys } from '../../components/keys';
import { Problem } from '../../components/problem';
import { useTerms } from '../../components/queries';
import type { Action, OrderCommand, OrderPage } from '../../ipc/generated/types';
import { Done } from './done';
import { ExceptionRequest } from './exception';
import { Excepted } from './excepted';
import { keep, type Kept } from './kept';
import { Foot, Outcome } from './parts';
import { usePreview } from './preview';

type GoodwillProps = {
  page: OrderPage;
  before: Kept | undefined;
  close: () => void;
  open: (action: Action) => void;
  done: (commandId: string) => void;
};

/** Money back that no clause gives and no unit is credited for: asked for, or given at once by who may. */
export function GoodwillPanel({ page: current, before, close, open, done }: GoodwillProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [taken, setTaken] = useState<Kept | null>(before ?? null);
  const page = taken?.page ?? current;
  const { data: terms } = useTerms(page.terms.id);
  const [typed, setTyped] = useState('');
  const amount = typedAmount(typed);
  const command: OrderCommand | null = Number(amount) > 0 ? { type: 'goodwill', amount } : null;
  const preview = usePreview(page, command, taken === null);
  const decision = preview.data?.decision;
  const { currency } = page.order;
  useKeys({ Escape: close }, 'panel');
  const asked = taken?.command.type === 'ask_exception';
  const told = taken?.taken.decision;
  return (
    <aside className="panel" aria-label={t('panel.label')}>
      <div className="panel-body">
        <header className="panel-head">
          <h2>{t('actions.goodwill.title')}</h2>
          {told ? <Outcome decision={told} taken asked={asked} /> : null}
        </header>
        {taken ? (
          <Done kept={taken} reopen={() => open('goodwill')} />
        ) : (
          <>
            <p className="muted">{t('goodwill.lead', { left: formats.money(page.left_to_refund, currency) })}</p>
            <Field
              label={t('goodwill.amount', { currency })}
              value={typed}
              set={setTyped}
              focus
              fault={typed !== '' && !command ? t('exception.amount_fault') : undefined}
            />
            {preview.error ? <Problem error={preview.error} /> : null}
          </>
        )}
        {told?.exception ? <Excepted exception={told.exception} goodwill={undefined} currency={currency} /> : null}
        {command && decision && !taken ? (
          <ExceptionRequest
            page={page}
            command={command}
            decision={decision}
            terms={terms}
            focus={false}
            close={close}
            taken={(id, asked, answer) => {
              setTaken(keep({ commandId: id, page, action: 'goodwill', reference: null, command: asked, taken: answer }));
              done(id);
            }}
          />
        ) : null}
      </div>
      <Foot taken={taken !== null} close={close} take={null} />
    </aside>
  );
}
