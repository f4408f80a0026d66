import { useNavigate, useRouter, type NavigateOptions } from '@tanstack/react-router';
import { useEffect } from 'react';

import { host } from '../ipc/calls';
import { placeOfLink, wantsElsewhere, type Pressed } from './pressed';

/** Opens a place: here, or with Ctrl or ⌘ in a window of its own. */
export function useOpen(): (place: NavigateOptions, event?: Pressed) => void {
  const navigate = useNavigate();
  const router = useRouter();
  return (place, event) => {
    if (wantsElsewhere(event)) host.openWindow(router.buildLocation(place).href);
    else void navigate(place);
  };
}

/** Ctrl or ⌘ and a click on a link, or Enter on it, open it in a window of its own, in a browser and in the program alike. */
export function useLinksElsewhere(): void {
  useEffect(() => {
    const clicked = (event: MouseEvent) => {
      const place = wantsElsewhere(event) ? placeOfLink(event.target) : null;
      if (place === null) return;
      event.preventDefault();
      // A row behind the link would open it once more.
      event.stopPropagation();
      host.openWindow(place);
    };
    window.addEventListener('click', clicked, { capture: true });
    return () => window.removeEventListener('click', clicked, { capture: true });
  }, []);
}
