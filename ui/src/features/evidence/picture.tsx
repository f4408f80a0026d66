import { useEffect, useMemo, useState } from 'react';

import type { FileSort } from '../../ipc/generated/types';
import { isShown } from './files';

/** An address under which the page shows bytes, as long as it is on the screen. */
function useAddress(file: Blob | null): string | undefined {
  const address = useMemo(() => (file ? URL.createObjectURL(file) : undefined), [file]);
  useEffect(() => () => (address ? URL.revokeObjectURL(address) : undefined), [address]);
  return address;
}

/** A file as a small picture; what the window cannot show, by its sort. */
export function Picture({ sort, file, name, large = false }: { sort: FileSort; file: Blob | null; name: string; large?: boolean }) {
  const [broken, setBroken] = useState(false);
  const address = useAddress(isShown(sort) ? file : null);
  const kind = large ? 'picture large' : 'picture';
  if (!address || broken) {
    return (
      <span className={`${kind} plain`} role="img" aria-label={name}>
        {sort.toUpperCase()}
      </span>
    );
  }
  return <img className={kind} src={address} alt={name} onError={() => setBroken(true)} />;
}
