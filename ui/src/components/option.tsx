import { useId } from 'react';

type OptionProps = { name: string; chosen: boolean; choose: () => void; words: string; beside?: string; hint?: string; keyCap?: string; /** It has the focus when it appears, so that Enter takes the form. */ focus?: boolean };

/** One of several, told apart by words of its own. */
export function Option({ name, chosen, choose, words, beside, hint, keyCap, focus }: OptionProps) {
  const id = useId();
  return (
    <div className="option">
      <input type="radio" id={id} name={name} checked={chosen} autoFocus={focus} aria-describedby={hint ? `${id}-hint` : undefined} onChange={choose} />
      <label htmlFor={id}>{words}</label>
      {beside ? <span className="figures muted">{beside}</span> : null}
      {keyCap ? <kbd>{keyCap}</kbd> : null}
      {hint ? (
        <p id={`${id}-hint`} className="small muted">
          {hint}
        </p>
      ) : null}
    </div>
  );
}
