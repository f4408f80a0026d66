import { useId, type ReactNode, type Ref } from 'react';

type FieldProps = {
  label: string;
  value: string;
  set: (typed: string) => void;
  hint?: ReactNode;
  /** What is wrong with it. */
  fault?: string | undefined;
  ref?: Ref<HTMLInputElement>;
  type?: 'text' | 'password' | 'url';
  autoComplete?: string;
  focus?: boolean;
  optional?: boolean;
  placeholder?: string;
};

/** A field of a form with what is wrong with it below. */
export function Field({ label, value, set, hint, fault, ref, type = 'text', autoComplete = 'off', focus, optional, placeholder }: FieldProps) {
  const id = useId();
  const described = [hint ? `${id}-hint` : '', fault ? `${id}-fault` : ''].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        ref={ref}
        className="input"
        type={type}
        autoComplete={autoComplete}
        autoFocus={focus}
        autoCapitalize="none"
        spellCheck={false}
        required={!optional}
        placeholder={placeholder}
        value={value}
        aria-invalid={fault ? true : undefined}
        aria-describedby={described || undefined}
        onChange={(event) => set(event.target.value)}
      />
      {hint ? (
        <p id={`${id}-hint`} className="small muted">
          {hint}
        </p>
      ) : null}
      {fault ? (
        <p id={`${id}-fault`} className="small warning">
          {fault}
        </p>
      ) : null}
    </div>
  );
}
