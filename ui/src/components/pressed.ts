export type Pressed = { ctrlKey: boolean; metaKey: boolean };

/** Whether somebody wants another window for it. */
export const wantsElsewhere = (event: Pressed | undefined): boolean => event !== undefined && (event.ctrlKey || event.metaKey);

/** What a link of the page leads to, inside the page. */
export function placeOfLink(target: EventTarget | null): string | null {
  const href = target instanceof Element ? target.closest('a[href]')?.getAttribute('href') : undefined;
  return href?.startsWith('#/') ? href.slice(1) : null;
}
