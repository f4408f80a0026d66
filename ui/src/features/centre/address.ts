/** A centre's address as it is asked: one without its scheme is meant to be encrypted. */
export function addressOf(typed: string): string {
  const text = typed.trim().replace(/\/+$/, '');
  return text === '' || /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`;
}
