import { useNavigate, useRouter, type NavigateOptions } from '@tanstack/react-router';
import { useEffect } from 'react';

import { host } from '../ipc/calls';

type Pressed = { ctrlKey: boolean; metaKey: boolean };

/** Whether somebody wants another window for it. */
export const wantsElsewhere = (event: Pressed | undefined): boolean => event !== undefined && (event.ctrlKey || event.metaKey);

/** Opens a place: here, or with Ctrl or ⌘ in a window of its own. */
export function useOpen(): (place: NavigateOptions, event?: Pressed) => void {
  const navigate = useNavigate();
  const router = useRouter();
  return (place, event) => {
    if (wantsElsewhere(event)) host.openWindow(router.buildLocation(place).href);
    else void navigate(place);
  };
}

/** What a link of the page leads to, inside the page. */
export function placeOfLink(target: EventTarget | null): string | null {
  const href = target instanceof Element ? target.closest('a[href]')?.getAttribute('href') : undefined;
  return href?.startsWith('#/') ? href.slice(1) : null;
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
