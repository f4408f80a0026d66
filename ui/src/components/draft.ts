import { useCallback, useEffect, useRef, useState } from 'react';

import { call } from '../ipc/calls';
import type { DraftAbout } from '../ipc/generated/types';

/** How long after the last key what was typed is kept, in milliseconds. */
const KEPT_AFTER = 300;

export type Draft = {
  text: string;
  set: (text: string) => void;
  /** Where it is kept at the desk. */
  place: string;
  /** It is at the desk as it stands here; none where nothing is typed. */
  kept: boolean | null;
  /** Waits until nothing is on its way any more: what is sent next comes after it. */
  settle: () => Promise<void>;
  /** It was sent, and forgotten with that at the desk. */
  sent: () => void;
};

/** What is typed in a field, kept at the desk as it is typed: whatever happens to the program, it is there again. */
export function useDraft(place: string, about: DraftAbout): Draft {
  const [text, setText] = useState('');
  const [kept, setKept] = useState<boolean | null>(null);
  const typed = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const pending = useRef<string | null>(null);
  const last = useRef<Promise<void>>(Promise.resolve());
  const { kind, id } = about;

  const keep = useCallback(() => {
    clearTimeout(timer.current);
    const now = pending.current;
    pending.current = null;
    if (now === null) return;
    // One after the other: what was typed last is what stays.
    last.current = last.current
      .then(() => call('keep_draft', { place, about: { kind, id }, text: now }))
      .then(
        () => setKept(now === '' ? null : true),
        () => setKept(false),
      );
  }, [place, kind, id]);

  useEffect(() => {
    let here = true;
    void call('draft', { place }).then(
      (found) => {
        if (!here || typed.current || found === null) return;
        setText(found);
        setKept(true);
      },
      () => undefined,
    );
    return () => {
      here = false;
    };
  }, [place]);
  // Whoever leaves the page has typed all the same.
  useEffect(() => keep, [keep]);

  const set = (now: string) => {
    typed.current = true;
    setText(now);
    setKept(null);
    pending.current = now;
    clearTimeout(timer.current);
    timer.current = setTimeout(keep, KEPT_AFTER);
  };
  const settle = async () => {
    keep();
    await last.current;
  };
  const sent = () => {
    setText('');
    setKept(null);
  };
  return { text, set, place, kept, settle, sent };
}
