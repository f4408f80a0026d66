import { describe, expect, test } from 'vitest';

import { detailsOf } from './fault-details';

const about = { code: 'screen', screen: 'order', version: '0.1.0', at: '2026-11-22T09:00:00.000Z' };

function failing(stack: string): TypeError {
  const error = new TypeError("Cannot use 'in' operator to search for 'x' in Hélène Marchand");
  error.stack = stack;
  return error;
}

describe('the details of a failure', () => {
  test('say where it failed and leave out what the message quotes: Chromium', () => {
    const stack = `TypeError: Cannot use 'in' operator to search for 'x' in Hélène Marchand
    at Header (http://127.0.0.1:4700/assets/index-C1ziNgZJ.js:12:345)
    at http://127.0.0.1:4700/assets/index-C1ziNgZJ.js:9:8
    at <anonymous>`;
    expect(detailsOf(failing(stack), about)).toBe(
      `Guichet 0.1.0
screen: order
2026-11-22T09:00:00.000Z
TypeError
Header index-C1ziNgZJ.js:12:345
index-C1ziNgZJ.js:9:8`,
    );
  });

  test('say where it failed: WebKit', () => {
    const stack = `Header@tauri://localhost/assets/index-C1ziNgZJ.js:12:345
@tauri://localhost/assets/index-C1ziNgZJ.js:9:8
forEach@[native code]`;
    expect(detailsOf(failing(stack), about)).toContain('Header index-C1ziNgZJ.js:12:345\nindex-C1ziNgZJ.js:9:8');
  });

  test('hold nothing of what was thrown that is no error', () => {
    expect(detailsOf('Hélène Marchand', about)).toMatch(/string$/);
  });
});
