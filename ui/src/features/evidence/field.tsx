import { useEffect, useRef, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { useFormats } from '../../components/format';
import { CallError } from '../../ipc/calls';
import type { EvidenceKind } from '../../ipc/generated/types';
import { ACCEPTED, added, MOST_BYTES, type Waiting } from './files';
import { lay } from './lay';
import { Picture } from './picture';

/** What a file may show: of a damaged parcel, or of goods as they came in. What a photo shows first is likeliest. */
const kinds: Record<'damage' | 'goods', EvidenceKind[]> = {
  damage: ['damage', 'packaging', 'reserves', 'paper'],
  goods: ['goods', 'packaging', 'paper'],
};

type FieldProps = {
  files: Waiting[];
  set: (change: (files: Waiting[]) => Waiting[]) => void;
  of?: keyof typeof kinds;
  /** It has the focus when it appears. */
  focus?: boolean;
};

/** Photos and papers: dropped, pasted or chosen, and what each shows. */
export function EvidenceField({ files, set, of = 'damage', focus }: FieldProps) {
  const { t } = useTranslation();
  const [over, setOver] = useState(false);
  const [faults, setFaults] = useState<string[]>([]);
  const [busy, setBusy] = useState(0);
  const chooser = useRef<HTMLInputElement>(null);
  const changed = useRef(set);
  useEffect(() => {
    changed.current = set;
  }, [set]);

  const take = async (chosen: File[]) => {
    if (chosen.length === 0) return;
    setFaults([]);
    setBusy((count) => count + chosen.length);
    for (const file of chosen) {
      try {
        if (file.size > MOST_BYTES) throw new CallError('file_refused', undefined, { why: 'too_large' });
        const laid = await lay(file, of);
        changed.current((before) => added(before, [laid]));
      } catch (thrown) {
        const error = CallError.from(thrown);
        const why = error.code === 'file_refused' ? (error.facts['why'] ?? 'unreadable') : 'failed';
        setFaults((told) => [...told, t(`evidence.refused.${why}`, { name: file.name, defaultValue: t('evidence.refused.failed', { name: file.name }) })]);
      }
      setBusy((count) => count - 1);
    }
  };

  const taking = useRef(take);
  useEffect(() => {
    taking.current = take;
  });
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const pasted = [...(event.clipboardData?.files ?? [])];
      if (pasted.length === 0) return;
      event.preventDefault();
      void taking.current(pasted);
    };
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, []);

  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take([...event.dataTransfer.files]);
  };
  return (
    <fieldset className="units evidence">
      <legend className="small muted">{t(of === 'goods' ? 'evidence.of_goods' : 'evidence.label')}</legend>
      <div
        className={over ? 'drop over' : 'drop'}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <span className="muted">{t('evidence.drop')}</span>
        <button type="button" className="button small" autoFocus={focus} onClick={() => chooser.current?.click()}>
          {t('evidence.choose')}
        </button>
        <input
          ref={chooser}
          type="file"
          hidden
          multiple
          accept={ACCEPTED}
          tabIndex={-1}
          data-testid="files"
          onChange={(event) => {
            void take([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
      </div>
      <p className="small muted">{t('evidence.limits')}</p>
      <div role="status">
        {busy > 0 ? <p className="small muted">{t('evidence.looking', { count: busy })}</p> : null}
        {faults.map((fault) => (
          <p key={fault} className="small warning">
            {fault}
          </p>
        ))}
      </div>
      {files.length > 0 ? (
        <ul className="laid">
          {files.map((file) => (
            <Laid
              key={file.sha256}
              file={file}
              kinds={kinds[of]}
              set={(kind) => set((before) => before.map((known) => (known.sha256 === file.sha256 ? { ...known, kind } : known)))}
              remove={() => set((before) => before.filter((known) => known.sha256 !== file.sha256))}
            />
          ))}
        </ul>
      ) : null}
    </fieldset>
  );
}

function Laid({ file, kinds, set, remove }: { file: Waiting; kinds: EvidenceKind[]; set: (kind: EvidenceKind) => void; remove: () => void }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const size = file.bytes >= 1024 * 1024 ? t('evidence.mb', { size: formats.number(Math.round((file.bytes / 1024 / 1024) * 10) / 10) }) : t('evidence.kb', { size: formats.number(Math.max(1, Math.round(file.bytes / 1024))) });
  return (
    <li>
      <Picture sort={file.sort} file={file.file} name={file.name} />
      <span className="laid-what">
        <bdi dir="auto" className="clip small" title={file.name}>
          {file.name}
        </bdi>
        <span className="small muted number">{size}</span>
      </span>
      <select
        className="input"
        aria-label={t('evidence.shows', { name: file.name })}
        value={file.kind}
        onChange={(event) => {
          const kind = kinds.find((known) => known === event.target.value);
          if (kind) set(kind);
        }}
      >
        {kinds.map((kind) => (
          <option key={kind} value={kind}>
            {t(`evidence.kinds.${kind}`)}
          </option>
        ))}
      </select>
      <button type="button" className="quiet" aria-label={t('evidence.remove', { name: file.name })} onClick={remove}>
        <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
          <path d="M1 1 9 9M9 1 1 9" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
        </svg>
      </button>
    </li>
  );
}
