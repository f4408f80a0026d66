import { useTranslation } from 'react-i18next';

import { useFormats } from '../../components/format';
import type { CasePage, CaseTask } from '../../ipc/generated/types';

/** What is to be done before what is done; what is due first, first. */
export const inOrder = (tasks: CaseTask[]): CaseTask[] =>
  tasks.toSorted((a, b) => Number(a.done_by !== undefined) - Number(b.done_by !== undefined) || a.due.localeCompare(b.due));

type TasksProps = {
  page: CasePage;
  tasks: CaseTask[];
  chosen: CaseTask | undefined;
  choose: (id: string) => void;
  finish: (task: CaseTask) => void;
  give: (task: CaseTask) => void;
};

/** What is to be done, and by when. */
export function Tasks({ page, tasks, chosen, choose, finish, give }: TasksProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const left = tasks.filter((task) => !task.done_by).length;
  return (
    <section>
      <div className="section-head">
        <h2>{t('cases.tasks')}</h2>
        <span className="small muted">{formats.number(left)}</span>
      </div>
      {tasks.length === 0 ? <p className="muted none">{t('cases.no_tasks')}</p> : null}
      <ul className="case-tasks">
        {tasks.map((task) => (
          <li key={task.id} className={task === chosen ? 'chosen' : undefined} onMouseEnter={() => choose(task.id)}>
            <bdi dir="auto" className={task.done_by ? 'muted' : undefined}>
              {task.text}
            </bdi>
            <span className="small muted">
              <Due task={task} today={page.today} /> · <bdi dir="auto">{task.assignee.name}</bdi>
            </span>
            {task.done_by ? null : (
              <span className="case-task-acts">
                <button type="button" className="button small" onFocus={() => choose(task.id)} onClick={() => finish(task)}>
                  {t('cases.task.finish')} {task === chosen ? <kbd>F</kbd> : null}
                </button>
                <button type="button" className="button small quiet" onFocus={() => choose(task.id)} onClick={() => give(task)}>
                  {t('cases.give.name')} {task === chosen ? <kbd>G</kbd> : null}
                </button>
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Due({ task, today }: { task: CaseTask; today: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  if (task.done_by) return <span className="done-text">{t('cases.task.done', { who: task.done_by.name })}</span>;
  const late = task.due < today;
  return (
    <span className={late ? 'warning' : undefined} title={formats.relative(task.due, today)}>
      {t(late ? 'cases.overdue' : 'cases.due', { day: formats.day(task.due) })}
    </span>
  );
}
