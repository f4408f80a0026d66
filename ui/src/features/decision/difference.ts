/** How far one amount of the core lies above another: the window compares what was computed, it computes no amount. */
export function difference(amount: string, other: string): string {
  const digits = Math.max(...[amount, other].map((text) => (text.split('.')[1] ?? '').length));
  const minor = (text: string) => {
    const [whole = '0', part = ''] = text.split('.');
    return BigInt(whole + part.padEnd(digits, '0'));
  };
  const by = minor(amount) - minor(other);
  const figures = (by < 0n ? -by : by).toString().padStart(digits + 1, '0');
  const at = figures.length - digits;
  return `${by < 0n ? '-' : ''}${figures.slice(0, at)}${digits > 0 ? `.${figures.slice(at)}` : ''}`;
}
