import { call } from '../../ipc/calls';
import type { EvidenceKind } from '../../ipc/generated/types';
import { base64, types, type Waiting } from './files';

/** Lets the desk look at a file. A file is taken for what its bytes are, whatever its name says. */
export async function lay(file: File, photo: EvidenceKind): Promise<Waiting> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const laid = await call('lay_file', { base64: base64(bytes) });
  return { ...laid, kind: laid.sort === 'pdf' ? 'paper' : photo, name: file.name, file: new Blob([bytes], { type: types[laid.sort] }) };
}
