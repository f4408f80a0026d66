import type { Evidence, EvidenceKind, FileSort, LaidFile } from '../../ipc/generated/types';

/** A file that was looked at by the desk and waits for the command that names it. */
export type Waiting = LaidFile & {
  kind: EvidenceKind;
  /** What it is called on this computer: shown here, never kept. */
  name: string;
  file: Blob;
};

/** The largest file that is taken; the desk says so too. */
export const MOST_BYTES = 10 * 1024 * 1024;

/** What may be chosen. What it really is, its bytes say. */
export const ACCEPTED = 'image/jpeg,image/png,image/webp,image/heic,image/heif,application/pdf,.heic';

/** The media type of each sort. */
export const types: Record<FileSort, string> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  heic: 'image/heic',
  pdf: 'application/pdf',
};

/** Whether the window can show it as a picture. */
export const isShown = (sort: FileSort): boolean => sort !== 'pdf' && sort !== 'heic';

/** Bytes as text, some at a time: a call has a limit of arguments. */
export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

/** The bytes of such a text. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text);
  const bytes = new Uint8Array(plain.length);
  for (let at = 0; at < plain.length; at += 1) bytes[at] = plain.charCodeAt(at);
  return bytes;
}

/** As a command names it. */
export const evidenceOf = ({ sha256, sort, kind }: Waiting): Evidence => ({ sha256, sort, kind });

/** Adds files to those that wait; the same file is there once. */
export function added(files: Waiting[], more: Waiting[]): Waiting[] {
  const fresh = more.filter((one, at) => more.findIndex((other) => other.sha256 === one.sha256) === at);
  return [...files, ...fresh.filter((one) => !files.some((known) => known.sha256 === one.sha256))];
}
