import type { ReactNode } from 'react';

type FormPageProps = { title: string; lead: ReactNode; className?: string; submit: () => void; children: ReactNode };

/** A page that is one form: what is wrong with it is told by its fields, not by the browser. */
export function FormPage({ title, lead, className = '', submit, children }: FormPageProps) {
  return (
    <div className="order">
      <form
        className={`column form-column ${className}`}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <header className="order-head">
          <div className="title-row">
            <h1>{title}</h1>
          </div>
          <p className="muted">{lead}</p>
        </header>
        {children}
      </form>
    </div>
  );
}
