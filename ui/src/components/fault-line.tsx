import { useFaultWords } from './fault-words';

/** What went wrong and what to do, in one line of a form or a list. */
export function FaultLine({ error }: { error: unknown }) {
  const { title, text } = useFaultWords()(error);
  return (
    <p className="warning" role="alert">
      <strong>{title}.</strong> {text}
    </p>
  );
}
