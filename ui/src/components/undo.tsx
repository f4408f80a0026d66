import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { CallError, call } from '../ipc/calls';
import { useActions, type Deed } from './actions';
import { Cap } from './cap';
import type { Undoable } from './keeping';
import { reread } from './queries';

/** The milliseconds that are left, every second anew. */
function useLeft(until: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (until <= Date.now()) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [until]);
  return Math.max(until - now, 0);
}

/** Minutes and seconds. */
function clock(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Undoes what is kept; `undone` notes it. */
const useUndo = (kept: Undoable, undone: () => void) =>
  useMutation({
    mutationFn: () => call('undo', { command_id: kept.commandId }),
    onSuccess: () => {
      undone();
      void reread();
    },
  });

type UndoProps = { kept: Undoable; undone: () => void };

/** The way back from the last decision, for an agent who has left it; it floats, so that nothing moves when it goes. */
export function UndoBar({ kept, undone, told, what }: UndoProps & { told: string; what: string }) {
  const { t } = useTranslation();
  return (
    <div className="undo-place">
      <div className="undo-bar">
        <span className={kept.undone ? 'clip' : 'clip muted'} role="status">
          {kept.undone ? told : t('done.kept', { what })}
        </span>
        {kept.undone ? null : <UndoButton kept={kept} undone={undone} />}
      </div>
    </div>
  );
}

/** What was undone is told in its place, with the way to ask for it anew. */
export function Undone({ told, reopen }: { told: string; reopen: () => void }) {
  const { t } = useTranslation();
  return (
    <section className="taken" role="status">
      <p>
        <strong>{told}</strong>
      </p>
      <p>
        <button type="button" className="button small" onClick={reopen}>
          {t('done.again')}
        </button>
      </p>
    </section>
  );
}

/** That it waits for the network, and the way back while there is one. */
export function WayBack({ kept, undone }: UndoProps) {
  const { t } = useTranslation();
  const left = useLeft(kept.until);
  return (
    <>
      <p className="small muted">{t('done.waits')}</p>
      {kept.until > 0 ? (
        // The line stays when the time is over: nothing below it moves.
        <p className="undo-line">{left > 0 ? <UndoButton kept={kept} undone={undone} /> : <span className="small muted">{t('done.over')}</span>}</p>
      ) : null}
    </>
  );
}

/** Undo, and how long it is possible. */
export function UndoButton({ kept, undone }: UndoProps) {
  const { t } = useTranslation();
  const left = useLeft(kept.until);
  const undo = useUndo(kept, undone);
  const doUndo = () => (left > 0 && undo.isIdle ? undo.mutate() : false);
  const deed: Deed = { name: 'undo', keys: ['z', 'Mod+z'], act: doUndo };
  useActions(left > 0 ? [deed] : []);
  if (undo.error) {
    const { code } = CallError.from(undo.error);
    return (
      <span className="warning" role="alert">
        {t(`errors.${code}.title`, { defaultValue: t('errors.other.title') })}
      </span>
    );
  }
  if (left === 0) return null;
  return (
    <>
      <button type="button" className="button small" aria-disabled={!undo.isIdle} onClick={doUndo}>
        {t('done.undo')} <Cap of={deed} />
      </button>
      <span className="small muted figures">
        {t('done.left', { time: clock(left) })}
      </span>
    </>
  );
}
