import type { AboutKind, AttentionItem, ConflictKind, NextStep, QueuedCommand } from '../../ipc/generated/types';

/** What a person can do about an item, each with its key. */
export type Step = NextStep | 'print' | 'noted';
export const stepKeys: Record<Step, string> = {
  open: 'o',
  let_go: 'l',
  noted: 'l',
  ask_again: 'a',
  ask_supervisor: 'x',
  tell_customer: 's',
  settle_first: 'f',
  print: 'p',
};

/** What is opened is called by what it is. */
export const stepWords = (step: Step, item: AttentionItem): string => (step !== 'open' ? step : item.about.kind === 'account' ? 'open_services' : item.about.kind === 'case' ? 'open_case' : item.about.kind === 'stray' ? 'open_stray' : step);

/** What has a page of its own. */
const OPENED: AboutKind[] = ['order', 'account', 'case', 'stray'];

/** What there is nothing to open of. */
const GONE: ConflictKind[] = ['unknown', 'customer_gone'];

/** The steps, the likeliest first. Telling the customer has its own place, beside the words. */
export function stepsOf(item: AttentionItem): Step[] {
  const { cause } = item;
  if (cause.cause === 'rejected') {
    const steps = cause.conflict.steps.filter((step) => step !== 'tell_customer');
    // What is there can always be looked at.
    return !OPENED.includes(item.about.kind) || GONE.includes(cause.conflict.kind) || steps.includes('open') ? steps : [...steps, 'open'];
  }
  const number = cause.differences.some((difference) => difference.what === 'rma' && difference.theirs);
  return number ? ['print', 'noted', 'open'] : ['noted', 'open'];
}

/** The RMA as the centre numbered it, where its label must be printed again. */
export function newRma(item: AttentionItem): string | null {
  if (item.cause.cause !== 'differently') return null;
  for (const difference of item.cause.differences) if (difference.what === 'rma') return difference.theirs;
  return null;
}

/** Commands of this desk that wait until the item is settled, the oldest first as they will be sent. */
export const behindOf = (item: AttentionItem, commands: QueuedCommand[]): QueuedCommand[] =>
  commands
    .filter((entry) => entry.state === 'behind' && entry.about.kind === item.about.kind && entry.about.id === item.about.id)
    .reverse();
