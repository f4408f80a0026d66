import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import { getCurrentWebviewWindow } from '@tauri-apps/api/webviewWindow';

import { CallError, type Host, type Startup } from './host';

/** What every window hears. It names what changed; all that is shown is read again, so nobody looks at the names. */
const CHANGED = 'guichet://changed';

/** Tells one window that it was asked to open a link. */
const LINK = 'guichet://link';

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
    saveTable: (run, table) => asked('save_table', { run, table }),
    saveCustomerData: (customer, sort) => asked('save_customer_data', { customer, sort }),
    openDocument: (kind, number, language) => asked('open_document', { kind, number, language }),
    // Where no more can be opened, this window stays as it is.
    openWindow: (place) => void asked<null>('open_window', { place }).catch(() => undefined),
    takeLink: () => asked<string | null>('take_link'),
    onLink(tell) {
      const listening = getCurrentWebviewWindow().listen(LINK, () => tell());
      return () => void listening.then((stop) => stop());
    },
    onChanged(tell) {
      const listening = listen(CHANGED, () => tell());
      return () => void listening.then((stop) => stop());
    },
  };
}
