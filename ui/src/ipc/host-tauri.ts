import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';

import { CallError, type Host, type Startup } from './host';

/** The one event of the program. It names what changed; all that is shown is read again, so nobody looks at the names. */
const CHANGED = 'guichet://changed';

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
    onChanged(tell) {
      const listening = listen(CHANGED, () => tell());
      return () => void listening.then((stop) => stop());
    },
  };
}
