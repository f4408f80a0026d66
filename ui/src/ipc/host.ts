import type { CommandMap, DataSort, DocumentKind, Language, SavedTable } from './generated/types';

export type CommandName = keyof CommandMap;
export type Args<Name extends CommandName> = CommandMap[Name]['args'];
export type Answer<Name extends CommandName> = CommandMap[Name]['answer'];

/** Why a call failed: the window translates the code. */
export class CallError extends Error {
  readonly code: string;
  readonly path: string | undefined;
  readonly facts: Record<string, string>;

  constructor(code: string, path?: string, facts: Record<string, string> = {}) {
    super(code);
    this.code = code;
    this.path = path;
    this.facts = facts;
  }

  /** Whatever was thrown, as a call error. */
  static from(thrown: unknown): CallError {
    if (thrown instanceof CallError) return thrown;
    if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string') {
      const { code, path, facts } = thrown as { code: string; path?: string; facts?: Record<string, string> };
      return new CallError(code, path, facts);
    }
    return new CallError('unreachable');
  }
}

export type Startup = { ok: true } | { error: { code: string } };

/** What carries calls to the desk: the Tauri window, or a browser on the loopback. */
export interface Host {
  readonly kind: 'window' | 'loopback';
  call<Name extends CommandName>(name: Name, args: Args<Name>): Promise<Answer<Name>>;
  startup(): Promise<Startup>;
  unlock(passphrase: string): Promise<Startup>;
  saveDocument(kind: DocumentKind, number: string, language: Language): Promise<void>;
  /** Saves a table of figures, or of what a draft of the terms changes, where the agent says. */
  saveTable(run: string, table: SavedTable | 'changes'): Promise<void>;
  /** Saves all that is kept of a customer where the agent says. */
  saveCustomerData(customer: string, sort: DataSort): Promise<void>;
  openDocument(kind: DocumentKind, number: string, language: Language): Promise<void>;
  /** Opens another window on this desk, at an address inside the page such as `/order/W-1`. */
  openWindow(place: string): void;
  /** The link from outside that this window was asked to open, once; null where there is none. */
  takeLink(): Promise<string | null>;
  /** Calls back when there is a link to take, until the function returned is called. */
  onLink(tell: () => void): () => void;
  /** Calls back whenever something was written, whoever wrote it, until the function returned is called. */
  onChanged(tell: () => void): () => void;
}
