import type { Answer, Args, CommandName, Host } from './host';
import { loopbackHost } from './host-loopback';
import { tauriHost } from './host-tauri';

export { CallError } from './host';

/** The desk behind this window. */
export const host: Host = '__TAURI_INTERNALS__' in globalThis ? tauriHost() : loopbackHost();

/** Asks the desk: the commands are those that it declares, with their arguments and answers. */
export const call = <Name extends CommandName>(name: Name, args: Args<Name>): Promise<Answer<Name>> => host.call(name, args);
