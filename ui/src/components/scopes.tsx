import { useActions } from './actions';

type ScopesProps<Name extends string> = {
  label: string;
  names: readonly Name[];
  scope: Name;
  /** What a list is called. */
  words: (name: Name) => string;
  /** How many rows it has; empty where that is not said. */
  count: (name: Name) => string;
  show: (name: Name) => void;
};

/** Which of a screen's lists is shown, by the mouse and by the digits. */
export function Scopes<Name extends string>({ label, names, scope, words, count, show }: ScopesProps<Name>) {
  useActions([{ name: 'scopes', inPlace: Object.fromEntries(names.map((name, index) => [String(index + 1), () => show(name)])) }]);
  return (
    <span className="filters" role="group" aria-label={label}>
      {names.map((name, index) => (
        <button key={name} type="button" className="filter" aria-pressed={name === scope} onClick={() => show(name)}>
          {words(name)} {count(name)} <kbd>{index + 1}</kbd>
        </button>
      ))}
    </span>
  );
}
