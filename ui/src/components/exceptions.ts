import type { OrderCommand } from '../ipc/generated/types';

/** What is carried out: the command that an exception is about, or the command itself. */
export const carriedOut = (command: OrderCommand): OrderCommand =>
  command.type === 'ask_exception' || command.type === 'make_exception' ? command.command : command;

/** An amount as it is typed, in digits and one point; empty where it is none. */
export function typedAmount(text: string): string {
  const plain = text.replaceAll(/[\s\u00a0\u202f]/g, '').replace(',', '.');
  return /^\d+(\.\d+)?$/.test(plain) ? plain : '';
}
