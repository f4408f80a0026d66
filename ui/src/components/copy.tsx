import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** Puts a text on the clipboard; says for a moment that it did. */
export function useCopy(): { copied: string | null; copy: (text: string) => void } {
  const [copied, setCopied] = useState<string | null>(null);
  useEffect(() => {
    if (copied === null) return;
    const timer = setTimeout(() => setCopied(null), 1600);
    return () => clearTimeout(timer);
  }, [copied]);
  return {
    copied,
    copy: (text) => {
      void navigator.clipboard.writeText(text).then(() => setCopied(text));
    },
  };
}

/** A text that a click copies. */
export function Copyable({ text, label, children }: { text: string; label: string; children?: ReactNode }) {
  const { t } = useTranslation();
  const { copied, copy } = useCopy();
  return (
    <button type="button" className="quiet copyable" aria-label={t('copy.what', { what: label, text })} onClick={() => copy(text)}>
      <bdi dir="auto">{text}</bdi>
      {children}
      <span className="small muted" role="status">
        {copied === text ? t('copy.done') : null}
      </span>
    </button>
  );
}
