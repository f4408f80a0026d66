import { CallError, type Host } from './host';
import { loopbackHost } from './host-loopback';
import { tauriHost } from './host-tauri';
import type {
  AppInfo,
  CustomerPage,
  DocumentKind,
  DocumentPages,
  FindAnswer,
  Hit,
  Language,
  OrderCommand,
  OrderPage,
  Preview,
  Settings,
  Taken,
  TermsText,
  TimelineEntry,
} from './types';

export { CallError };

/** The desk behind this window. */
export const host: Host = '__TAURI_INTERNALS__' in globalThis ? tauriHost() : loopbackHost();

/** Every call there is, once, typed. */
export const calls = {
  appInfo: () => host.call<AppInfo>('app_info', {}),
  setSettings: (settings: Settings) => host.call<Settings>('set_settings', { settings }),
  find: (query: string, limit = 20) => host.call<FindAnswer>('find', { query, limit }),
  recentCustomers: () => host.call<Hit[]>('recent_customers', {}),
  openCustomer: (id: string) => host.call<CustomerPage>('open_customer', { id }),
  openOrder: (number: string) => host.call<OrderPage>('open_order', { number }),
  preview: (order: string, command: OrderCommand) => host.call<Preview>('preview', { order, command }),
  take: (commandId: string, order: string, version: number, command: OrderCommand) =>
    host.call<Taken>('take', { command_id: commandId, order, version, command }),
  undo: (commandId: string) => host.call<{ version: number }>('undo', { command_id: commandId }),
  documentPages: (kind: DocumentKind, number: string, language: Language) =>
    host.call<DocumentPages>('document_pages', { kind, number, language }),
  terms: (id: string) => host.call<TermsText>('terms', { id }),
  recentHistory: (limit: number) => host.call<TimelineEntry[]>('recent_history', { limit }),
};
