import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useActions, type Deed } from '../../components/actions';
import { Cap } from '../../components/cap';
import { capOf } from '../../components/caps';
import { useCopy } from '../../components/copy';
import { useDraft } from '../../components/draft';
import { useFormats } from '../../components/format';
import { Problem } from '../../components/problem';
import { useSync } from '../../components/queries';
import { UndoBar } from '../../components/undo';
import { call } from '../../ipc/calls';
import type { CasePage, CaseStatus, CaseTask } from '../../ipc/generated/types';
import { AnswerForm } from './answer';
import { after, gapsIn } from './answering';
import { GiveTaskForm, HandOverForm, RelateForm, TaskForm } from './forms';
import { noteUndone, useKeptCase } from './kept';
import { Log } from './log';
import { NoteField } from './note';
import { useOnCase, type OnCase } from './on-case';
import { StatusTag } from './rows';
import { inOrder, Tasks } from './tasks';

/** A note grows with what is written in it, up to so many lines. */
const MOST_ROWS = 16;

type Asked = { what: 'hand_over' | 'task' | 'relate' | 'answer' } | { what: 'give'; task: CaseTask };

/** Everything about one contact on one page. */
export function CaseScreen({ number }: { number: string }) {
  const { data, error, refetch } = useQuery({ queryKey: ['case', number], queryFn: () => call('open_case', { number }) });
  if (error) return <Problem error={error} retry={() => void refetch()} />;
  return data ? <Case page={data} /> : <div className="sheet skeleton" aria-busy="true" />;
}

function Case({ page }: { page: CasePage }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data: sync } = useSync();
  const { case: current } = page;
  const [asked, setAsked] = useState<Asked | null>(null);
  const [at, setAt] = useState(0);
  const field = useRef<HTMLTextAreaElement>(null);
  const draft = useDraft(`case:${current.number}:note`, { kind: 'case', id: current.number });
  const onCase = useOnCase(current.number);
  const kept = useKeptCase(current.number);
  const over = sync?.lease_over ?? false;
  const tasks = inOrder(current.tasks ?? []);
  const task = tasks[Math.min(at, tasks.length - 1)];
  const isOpen = current.status !== 'closed';
  const mine = current.assignee?.id === page.me.id;
  const [puts, setPuts] = useState(0);
  // Once the dialog is gone, which keeps the focus while it is there.
  useEffect(() => {
    if (puts > 0) field.current?.focus();
  }, [puts]);
  const gaps = gapsIn(draft.text);
  const { copied, copy } = useCopy();
  const put = (text: string) => {
    draft.set(after(draft.text, text));
    setPuts((puts) => puts + 1);
  };
  const send = () => {
    if (draft.text.trim() !== '' && !over && gaps.length === 0) onCase.act({ type: 'note_case', text: draft.text }, draft);
  };
  const move = (to: CaseStatus) => onCase.act({ type: 'move_case', to });
  const take = () => onCase.act({ type: 'hand_over_case', to: page.me });
  const when = (may: boolean, act: () => void) => (may && !over ? act : null);
  const choose = (by: number) => () => (tasks.length > 0 ? setAt(Math.min(Math.max(at + by, 0), tasks.length - 1)) : false);
  const unfinished = task && !task.done_by ? task : undefined;
  const deeds = {
    wait: { name: 'case_wait', keys: ['w'], act: when(current.status === 'open', () => move('waiting')) },
    open: { name: 'case_open', keys: ['o'], act: when(current.status !== 'open', () => move('open')) },
    close: { name: 'case_close', keys: ['c'], act: when(isOpen, () => move('closed')) },
    hand_over: { name: 'case_hand_over', keys: ['h'], act: when(isOpen, () => setAsked({ what: 'hand_over' })) },
    take: { name: 'case_take', keys: ['m'], act: when(isOpen && !mine, take) },
    task: { name: 'case_task', keys: ['t'], act: when(isOpen, () => setAsked({ what: 'task' })) },
    relate: { name: 'case_relate', keys: ['l'], act: when(true, () => setAsked({ what: 'relate' })) },
    finish: { name: 'case_finish', keys: ['f'], act: unfinished ? when(true, () => onCase.act({ type: 'finish_task', task: unfinished.id })) : null },
    give: { name: 'case_give', keys: ['g'], act: unfinished ? when(true, () => setAsked({ what: 'give', task: unfinished })) : null },
  } satisfies Record<string, Deed>;
  const answer: Deed = { name: 'case_answer', keys: ['a'], act: () => setAsked({ what: 'answer' }) };
  const copyNote: Deed = { name: 'case_copy', keys: ['y'], act: draft.text.trim() !== '' && gaps.length === 0 ? () => copy(draft.text) : null };
  useActions([
    ...Object.values(deeds),
    answer,
    copyNote,
    { name: 'case_note', keys: ['n'], act: () => field.current?.focus() },
    { name: 'case_send', inPlace: { 'field:Mod+Enter': send } },
    // Out of the field, not off the page: what is typed is looked at beside what stands there.
    { name: 'leave_field', inPlace: { 'field:Escape': (event) => (event.target === field.current ? document.getElementById('page')?.focus({ preventScroll: true }) : false) } },
    { name: 'case_tasks', inPlace: { ArrowDown: choose(1), ArrowUp: choose(-1), j: choose(1), k: choose(-1) } },
    { name: 'customer', keys: ['u'], act: () => void navigate({ to: '/customer/$id', params: { id: current.customer } }) },
  ]);
  const close = () => setAsked(null);
  return (
    <div className="columns">
      <div className="column case">
        <Header page={page} />
        <p className="actions case-actions">
          <Act name="wait" deed={deeds.wait} shown={current.status === 'open'} over={over} />
          <Act name={isOpen ? 'ours' : 'reopen'} deed={deeds.open} shown={current.status !== 'open'} over={over} />
          <Act name="close" deed={deeds.close} shown={isOpen} over={over} />
          <Act name="hand_over" deed={deeds.hand_over} shown={isOpen} over={over} />
          <Act name="take" deed={deeds.take} shown={isOpen && !mine} over={over} />
          <Act name="task" deed={deeds.task} shown={isOpen} over={over} />
        </p>
        <Faults onCase={onCase} page={page} />
        <form
          className="case-note"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            send();
          }}
        >
          <NoteField draft={draft} label={t('cases.note.label')} rows={Math.min(Math.max(4, draft.text.split('\n').length + 1), MOST_ROWS)} ref={field} />
          <p className="case-note-foot">
            <span className="small muted">
              <kbd>N</kbd> {t('cases.note.write')}
            </span>
            <span className="spacer" />
            <button type="button" className="button small" onClick={() => answer.act?.()}>
              {t('answers.title')} <Cap of={answer} />
            </button>
            <button type="button" className="button small" aria-disabled={copyNote.act === null} onClick={() => copyNote.act?.()}>
              {t(copied === null ? 'answers.copy' : 'copy.done')} <Cap of={copyNote} />
            </button>
            <button type="submit" className="button primary" aria-disabled={draft.text.trim() === '' || over || gaps.length > 0}>
              {t('cases.note.take')} <kbd>{capOf('Mod+Enter', t)}</kbd>
            </button>
          </p>
          {gaps.length > 0 ? (
            <p className="small warning" role="status">
              {t('answers.gaps', { count: gaps.length, gaps: gaps.join(', ') })}
            </p>
          ) : null}
          {over ? <p className="note">{t('panel.lease_over')}</p> : null}
        </form>
        <Log page={page} />
      </div>
      <aside className="side" aria-label={t('cases.beside')}>
        <Tasks page={page} tasks={tasks} chosen={task} choose={(id) => setAt(tasks.findIndex((one) => one.id === id))} finish={(one) => onCase.act({ type: 'finish_task', task: one.id })} give={(one) => setAsked({ what: 'give', task: one })} />
        <Matters page={page} relate={deeds.relate} />
      </aside>
      {asked?.what === 'answer' ? <AnswerForm number={current.number} put={put} close={close} /> : null}
      {asked?.what === 'hand_over' ? <HandOverForm page={page} close={close} /> : null}
      {asked?.what === 'task' ? <TaskForm page={page} close={close} /> : null}
      {asked?.what === 'relate' ? <RelateForm page={page} close={close} /> : null}
      {asked?.what === 'give' ? <GiveTaskForm page={page} task={asked.task} close={close} /> : null}
      {kept ? (
        <UndoBar
          key={kept.commandId}
          kept={kept}
          undone={() => {
            noteUndone(kept);
            // A case whose opening is taken back has no page any more.
            if (kept.what === 'new_case') void navigate({ to: '/customer/$id', params: { id: current.customer }, replace: true });
          }}
          told={t('cases.undone')}
          what={t(`cases.kept.${kept.what}`)}
        />
      ) : null}
    </div>
  );
}

type ActProps = { name: string; deed: Deed; shown: boolean; over: boolean };

function Act({ name, deed, shown, over }: ActProps) {
  const { t } = useTranslation();
  if (!shown) return null;
  return (
    <button type="button" className="button small" aria-disabled={over} onClick={() => void deed.act?.()}>
      {t(`cases.acts.${name}`)} <Cap of={deed} />
    </button>
  );
}

/** Why something was not done: that a case has tasks left is told as that. */
function Faults({ onCase, page }: { onCase: OnCase; page: CasePage }) {
  const { t } = useTranslation();
  if (!onCase.error) return null;
  const left = page.case.tasks?.some((task) => !task.done_by);
  const isTasks = left && page.case.status !== 'closed' && onCase.error instanceof Error && 'path' in onCase.error && onCase.error.path === 'to';
  return isTasks ? (
    <p className="note" role="alert">
      {t('cases.tasks_left')}
    </p>
  ) : (
    <Problem error={onCase.error} />
  );
}

function Header({ page }: { page: CasePage }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { case: current } = page;
  const day = formats.dayOfInstant(current.opened_at);
  return (
    <header className="order-head">
      <p className="small crumbs">
        <Link className="link" to="/customer/$id" params={{ id: current.customer }}>
          <bdi dir="auto">{page.customer_name ?? current.customer}</bdi>
        </Link>{' '}
        <kbd>U</kbd>
      </p>
      <div className="title-row">
        <h1 className="long">
          <bdi dir="auto">{current.subject}</bdi>
        </h1>
        <StatusTag status={current.status} />
        {page.provisional.length > 0 ? (
          <Link className="tag waiting" to="/queue">
            {t('order.waits', { count: page.provisional.length })}
          </Link>
        ) : null}
      </div>
      <p className="facts-row muted">
        <span className="number">{current.number}</span>
        <span>{t(`cases.channels.${current.channel}`)}</span>
        <span>{t('cases.opened', { day: formats.day(day), who: current.opened_by.name })}</span>
        <span>{current.assignee ? t('cases.has', { who: current.assignee.name }) : t('cases.nobody_has')}</span>
      </p>
    </header>
  );
}

/** The orders and services that a case is about. */
function Matters({ page, relate }: { page: CasePage; relate: Deed }) {
  const { t } = useTranslation();
  const { case: current } = page;
  const services = current.services ?? [];
  return (
    <section>
      <div className="section-head">
        <h2>{t('cases.matters')}</h2>
        <button type="button" className="button small quiet" onClick={() => void relate.act?.()}>
          {t('cases.relate.name')} <Cap of={relate} />
        </button>
      </div>
      {page.orders.length + services.length === 0 ? <p className="muted none">{t('cases.no_matters')}</p> : null}
      <ul className="case-matters">
        {page.orders.map((order) => (
          <li key={order.number} className="number">
            {order.here ? (
              <Link className="link" to="/order/$number" params={{ number: order.number }}>
                {order.number}
              </Link>
            ) : (
              order.number
            )}
          </li>
        ))}
        {services.map((service) => (
          <li key={service}>
            <Link className="link" to="/customer/$id/services" params={{ id: current.customer }}>
              {t(`services.${service}`, { defaultValue: service })}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
