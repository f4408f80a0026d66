/** Where in the program something failed: what stands in an engine's stack, by name, file and place. */
const AT = /([\w.-]+\.[jt]sx?):(\d+):(\d+)\)?$/;
const NAMED = /^\s*at (?:async |new )?([\w$.<>[\]]+) \(|^([\w$.<>[\]]+)@/;
const FRAMES = 6;

function frameOf(line: string): string[] {
  const at = AT.exec(line.trim());
  if (!at) return [];
  const named = NAMED.exec(line);
  const [, file = '', row = '', column = ''] = at;
  return [[named?.[1] ?? named?.[2], `${file}:${row}:${column}`].filter(Boolean).join(' ')];
}

/**
 * What a supervisor passes on. An engine quotes values in its messages ("cannot search for 'x' in Hélène Marchand"),
 * so no message is in it: the kind of the error and the places in the program tell enough to find it.
 */
export function detailsOf(error: unknown, about: { code: string; screen: string; version: string; at: string }): string {
  const kind = error instanceof Error ? error.constructor.name : typeof error;
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const places = stack.split('\n').flatMap(frameOf).slice(0, FRAMES);
  return [`Guichet ${about.version}`, `${about.code}: ${about.screen}`, about.at, kind, ...places].join('\n');
}
