import { describe, expect, test } from 'vitest';

import { added, base64, bytesOf, isShown, type Waiting } from './files';

const file = (sha256: string): Waiting => ({ sha256, sort: 'png', bytes: 1, width: 1, height: 1, kind: 'damage', name: sha256, file: new Blob() });
const names = (files: Waiting[]) => files.map((one) => one.sha256);

describe('files of evidence', () => {
  test('are the same bytes there and back', () => {
    const bytes = Uint8Array.from({ length: 70_000 }, (_, at) => (at * 31) % 256);
    expect(bytesOf(base64(bytes))).toEqual(bytes);
    expect(base64(new Uint8Array())).toBe('');
  });

  test('lie there once', () => {
    expect(names(added([file('a')], [file('b'), file('a'), file('b')]))).toEqual(['a', 'b']);
  });

  test('are shown only where the window can', () => {
    expect(['jpeg', 'png', 'webp', 'heic', 'pdf'].filter((sort) => isShown(sort as Waiting['sort']))).toEqual(['jpeg', 'png', 'webp']);
  });
});
