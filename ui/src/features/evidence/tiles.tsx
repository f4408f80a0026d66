import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslation } from 'react-i18next';

import { CallError, call } from '../../ipc/calls';
import type { Evidence, EvidenceOf } from '../../ipc/generated/types';
import { bytesOf } from './files';
import { Picture } from './picture';

type TilesProps = {
  of: EvidenceOf;
  evidence: Evidence[];
  /** The hashes of what is at this desk. */
  here: string[];
};

/** Photos and papers. What another desk added is fetched where somebody asks for it, and opened by nothing else. */
export function Tiles({ of, evidence, here }: TilesProps) {
  if (evidence.length === 0) return null;
  return (
    <ul className="tiles">
      {evidence.map((file, at) => (
        <li key={file.sha256}>
          <Tile of={of} file={file} at={at + 1} here={here.includes(file.sha256)} />
        </li>
      ))}
    </ul>
  );
}

function Tile({ of, file, at, here }: { of: EvidenceOf; file: Evidence; at: number; here: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [asking, setAsking] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const name = t('evidence.nth', { what: t(`evidence.kinds.${file.kind}`), at });
  const key = ['evidence', of.kind, of.id, file.sha256];
  const read = async (fetch: boolean): Promise<Blob> => {
    const answer = await call('evidence_file', { of, sha256: file.sha256, fetch });
    return new Blob([bytesOf(answer.base64)], { type: answer.media_type });
  };
  // Bytes under a hash never change.
  const { data } = useQuery({ queryKey: key, queryFn: () => read(false), enabled: here, staleTime: Infinity, gcTime: 60_000 });
  const ask = async () => {
    setAsking(true);
    setFault(null);
    try {
      client.setQueryData(key, await read(true));
    } catch (thrown) {
      setFault(CallError.from(thrown).code === 'not_found' ? 'evidence.not_yet' : 'evidence.unreachable');
    }
    setAsking(false);
  };
  if (!data) {
    return (
      <>
        <button type="button" className="tile" aria-disabled={asking} onClick={() => void ask()}>
          <span className="picture plain">{file.sort.toUpperCase()}</span>
          <span className="small">{asking ? t('evidence.fetching') : t('evidence.fetch')}</span>
          <span className="small muted">{t(`evidence.kinds.${file.kind}`)}</span>
        </button>
        <span role="status" className="small warning">
          {fault ? t(fault) : null}
        </span>
      </>
    );
  }
  return (
    <>
      <button type="button" className="tile" onClick={() => setOpen(true)}>
        <Picture sort={file.sort} file={data} name={name} />
        <span className="small muted">{t(`evidence.kinds.${file.kind}`)}</span>
      </button>
      <ModalOverlay className="overlay" isDismissable isOpen={open} onOpenChange={setOpen}>
        <Modal className="modal wide">
          <Dialog className="dialog">
            <Heading slot="title">{name}</Heading>
            <Picture sort={file.sort} file={data} name={name} large />
            <button type="button" className="button" onClick={() => setOpen(false)}>
              {t('panel.close')}
            </button>
          </Dialog>
        </Modal>
      </ModalOverlay>
    </>
  );
}
