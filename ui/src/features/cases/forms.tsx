import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Day } from '../../components/day';
import { useDraft } from '../../components/draft';
import { FormDialog } from '../../components/form-dialog';
import type { CasePage, CaseTask, Person } from '../../ipc/generated/types';
import { useOnCase } from './on-case';

export type FormProps = { page: CasePage; close: () => void };

type WhoProps = { label: string; page: CasePage; who: string; set: (id: string) => void; except?: string | undefined; nobody?: boolean };

/** Somebody at the merchant's: oneself, a colleague, or whoever takes it next. */
function Who({ label, page, who, set, except, nobody = false }: WhoProps) {
  const { t } = useTranslation();
  const id = useId();
  const people = peopleOf(page).filter((person) => person.id !== except);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="input" autoFocus={nobody} value={who} onChange={(event) => set(event.target.value)}>
        {people.map((person) => (
          <option key={person.id} value={person.id}>
            {person.id === page.me.id ? t('cases.me', { name: person.name }) : person.name}
          </option>
        ))}
        {nobody ? <option value="">{t('cases.nobody_yet')}</option> : null}
      </select>
    </div>
  );
}

const peopleOf = (page: CasePage): Person[] => [page.me, ...page.colleagues];
const personOf = (page: CasePage, id: string): Person | undefined => peopleOf(page).find((person) => person.id === id);

/** A case goes to a colleague, with a word. */
export function HandOverForm({ page, close }: FormProps) {
  const { t } = useTranslation();
  const id = useId();
  const { case: current } = page;
  const now = current.assignee?.id;
  const others = peopleOf(page).filter((person) => person.id !== now);
  const [who, setWho] = useState(others.find((person) => person.id !== page.me.id)?.id ?? (now ? '' : page.me.id));
  const word = useDraft(`case:${current.number}:word`, { kind: 'case', id: current.number });
  const onCase = useOnCase(current.number);
  const ready = who !== (now ?? '') && !onCase.pending;
  const submit = () => {
    const said = word.text.trim() === '' ? {} : { word: word.text };
    onCase.act({ type: 'hand_over_case', to: personOf(page, who) ?? null, ...said }, word, close);
  };
  return (
    <FormDialog title={t('cases.hand_over.title')} take={t('cases.hand_over.take')} ready={ready} error={onCase.error} submit={submit} close={close}>
      <Who label={t('cases.hand_over.to')} page={page} who={who} set={setWho} except={now} nobody={now !== undefined} />
      <p className="small muted">{t('cases.colleagues')}</p>
      <div className="field">
        <label htmlFor={id}>{t('cases.hand_over.word')}</label>
        <textarea id={id} className="input area" dir="auto" rows={3} maxLength={1000} value={word.text} onChange={(event) => word.set(event.target.value)} />
      </div>
    </FormDialog>
  );
}

/** Something that is to be done by a day. */
export function TaskForm({ page, close }: FormProps) {
  const { t } = useTranslation();
  const id = useId();
  const { case: current } = page;
  const text = useDraft(`case:${current.number}:task`, { kind: 'case', id: current.number });
  const [due, setDue] = useState<string>(page.today);
  const [who, setWho] = useState(page.me.id);
  const onCase = useOnCase(current.number);
  const early = due !== '' && due < page.today;
  const ready = text.text.trim() !== '' && due !== '' && !early && !onCase.pending;
  const submit = () => {
    const assignee = personOf(page, who);
    onCase.act({ type: 'add_task', text: text.text.trim(), due, ...(assignee ? { assignee } : {}) }, text, close);
  };
  return (
    <FormDialog title={t('cases.task.title')} take={t('cases.task.take')} ready={ready} error={onCase.error} submit={submit} close={close}>
      <div className="field">
        <label htmlFor={`${id}-text`}>{t('cases.task.text')}</label>
        <input id={`${id}-text`} className="input" dir="auto" autoFocus maxLength={1000} value={text.text} onChange={(event) => text.set(event.target.value)} />
      </div>
      <Day label={t('cases.task.due')} value={due} set={setDue} fault={early ? t('cases.task.early') : undefined} />
      <Who label={t('cases.task.who')} page={page} who={who} set={setWho} />
    </FormDialog>
  );
}

/** A task goes to somebody else. */
export function GiveTaskForm({ page, task, close }: FormProps & { task: CaseTask }) {
  const { t } = useTranslation();
  const others = peopleOf(page).filter((person) => person.id !== task.assignee.id);
  const [who, setWho] = useState(others[0]?.id ?? '');
  const onCase = useOnCase(page.case.number);
  const to = personOf(page, who);
  const submit = () => {
    if (to) onCase.act({ type: 'give_task', task: task.id, to }, undefined, close);
  };
  return (
    <FormDialog title={t('cases.give.title')} take={t('cases.give.take')} ready={to !== undefined && !onCase.pending} error={onCase.error} submit={submit} close={close}>
      <p>
        <bdi dir="auto">{task.text}</bdi>
      </p>
      {others.length > 0 ? <Who label={t('cases.task.who')} page={page} who={who} set={setWho} except={task.assignee.id} /> : null}
      <p className="small muted">{t('cases.colleagues')}</p>
    </FormDialog>
  );
}

/** The case is about another order of the customer too. */
export function RelateForm({ page, close }: FormProps) {
  const { t } = useTranslation();
  const id = useId();
  const [number, setNumber] = useState(page.other_orders[0] ?? '');
  const onCase = useOnCase(page.case.number);
  const submit = () => onCase.act({ type: 'relate_case', to: { kind: 'order', id: number }, related: true }, undefined, close);
  return (
    <FormDialog title={t('cases.relate.title')} take={t('cases.relate.take')} ready={number !== '' && !onCase.pending} error={onCase.error} submit={submit} close={close}>
      {page.other_orders.length > 0 ? (
        <div className="field">
          <label htmlFor={id}>{t('cases.relate.order')}</label>
          <select id={id} className="input" autoFocus value={number} onChange={(event) => setNumber(event.target.value)}>
            {page.other_orders.map((other) => (
              <option key={other} value={other}>
                {other}
              </option>
            ))}
          </select>
        </div>
      ) : (
        <p className="muted">{t('cases.relate.none')}</p>
      )}
    </FormDialog>
  );
}
