import { useDoing } from '../../components/doing';
import { call } from '../../ipc/calls';
import type { StrayCommand, StrayTaken } from '../../ipc/generated/types';
import { keep } from './kept';

/** Does something on a parcel. */
export function useOnStray(number: string) {
  const { act, ...doing } = useDoing<StrayCommand, undefined, StrayTaken>({
    ask: (id, command) => call('on_stray', { command_id: id, stray: number, command }),
    taken: (id, command, taken) => keep(id, command.type, taken),
  });
  return { ...doing, act: (command: StrayCommand, then?: () => void) => act(command, undefined, then) };
}
