import type { Ref } from 'react';

/** Room for the rows of a table that are not drawn yet, so that nothing below them moves when they are. */
export function Undrawn({ rows, ref }: { rows: number; ref: Ref<HTMLTableRowElement> }) {
  if (rows <= 0) return null;
  return (
    <tr ref={ref} aria-hidden="true">
      <td className="undrawn" style={{ height: `calc(${rows} * var(--row))` }} />
    </tr>
  );
}
