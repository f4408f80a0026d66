import { useNavigate, useRouter } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

import { readLink } from '../../components/link';
import { host } from '../../ipc/calls';

/**
 * Opens what a link from outside leads to. The host keeps the link until somebody asks: this is on the screen only
 * where the desk is open, unlocked and signed in to.
 */
export function useLinks(ready: boolean, find: (query: string) => void): void {
  const navigate = useNavigate();
  const { history } = useRouter();
  const open = useRef<(text: string) => void>(() => undefined);
  useEffect(() => {
    open.current = (text) => {
      const link = readLink(text);
      if (link === null) history.push('/nowhere');
      else if (link.to === 'order') void navigate({ to: '/order/$number', params: { number: link.number } });
      else if (link.to === 'customer') void navigate({ to: '/customer/$id', params: { id: link.id } });
      else find(link.query);
    };
  });
  useEffect(() => {
    if (!ready) return;
    const take = () =>
      void host.takeLink().then(
        (text) => (text === null ? undefined : open.current(text)),
        // A link that cannot be had is as though nobody had followed one.
        () => undefined,
      );
    take();
    return host.onLink(take);
  }, [ready]);
}
