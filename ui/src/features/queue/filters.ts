import type { QueuedCommand, QueueState } from '../../ipc/generated/types';

export type Filter = 'all' | 'waiting' | 'behind' | 'sent' | 'doubtful' | 'settled';
export const filters: Filter[] = ['all', 'waiting', 'sent', 'behind', 'doubtful', 'settled'];

const groups: Record<QueueState, Filter> = {
  waiting: 'waiting',
  behind: 'behind',
  sealed: 'sent',
  answered: 'sent',
  settled: 'settled',
  withdrawn: 'settled',
};

const pending = ({ state }: QueuedCommand) => groups[state] !== 'settled';

export const passes = (entry: QueuedCommand, filter: Filter): boolean =>
  filter === 'all' || (filter === 'doubtful' ? pending(entry) && entry.doubt !== null : groups[entry.state] === filter);

/** How many there are of each. */
export function counted(commands: QueuedCommand[]): Record<Filter, number> {
  const counts: Record<Filter, number> = { all: commands.length, waiting: 0, behind: 0, sent: 0, doubtful: 0, settled: 0 };
  for (const entry of commands) {
    counts[groups[entry.state]] += 1;
    if (passes(entry, 'doubtful')) counts.doubtful += 1;
  }
  return counts;
}

/** What waits comes before what is settled; within both, the newest first as the desk tells them. */
export const inOrder = (commands: QueuedCommand[]): QueuedCommand[] => [...commands.filter(pending), ...commands.filter((entry) => !pending(entry))];
