import { invoke } from '@tauri-apps/api/core';

import { CallError, type Host, type Startup } from './host';

async function asked<T>(command: string, args?: Record<string, unknown>): Promise<T> {
  try {
    return await invoke<T>(command, args);
  } catch (thrown) {
    throw CallError.from(thrown);
  }
}

/** The program's own window. */
export function tauriHost(): Host {
  return {
    kind: 'window',
    call: (name, args) => asked('call', { name, args }),
    startup: () => asked<Startup>('startup'),
    unlock: (passphrase) => asked<Startup>('unlock_with_passphrase', { passphrase }),
    saveDocument: (kind, number, language) => asked('save_document', { kind, number, language }),
    openDocument: (kind, number, language) => asked('open_document', { kind, number, language }),
  };
}
