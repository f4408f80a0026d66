import { expect, outcome, panel, test, visit } from './fixtures';

/** Agents who know their keys do not wait for the screen: what they press next is about what they pressed before. */
const LATE = 600;

test('Enter waits for what was typed, and opens nothing that was found for fewer letters', async ({ window, desk }) => {
  await visit(window, desk, '#/');
  await window.keyboard.press('Control+k');
  await window.keyboard.type('W-10');
  await expect(window.getByRole('option').first()).toBeVisible();
  await window.route('**/call/find', async (route) => {
    await new Promise((done) => setTimeout(done, LATE));
    await route.continue();
  });
  await window.keyboard.type('0955');
  await window.keyboard.press('Enter');
  await expect(window.getByRole('heading', { level: 1 })).toContainText('W-100955');
});

test('letters typed after Enter take it back', async ({ window, desk }) => {
  await visit(window, desk, '#/');
  await window.keyboard.press('Control+k');
  await window.route('**/call/find', async (route) => {
    await new Promise((done) => setTimeout(done, LATE));
    await route.continue();
  });
  await window.keyboard.type('W-10095');
  await window.keyboard.press('Enter');
  await window.keyboard.type('5');
  await expect(window.getByRole('option').first()).toContainText('W-100955');
  await expect(window).toHaveURL(/#\/$/);
});

test('the next step of a claim is about the claim as it is, though the order is read slowly', async ({ window, desk }) => {
  await visit(window, desk, '#/order/W-100710');
  await window.route('**/call/open_order', async (route) => {
    await new Promise((done) => setTimeout(done, LATE));
    await route.continue();
  });
  await window.keyboard.press('l');
  const title = panel(window).getByRole('heading', { level: 2 });
  await expect(outcome(window)).toContainText('allowed');
  await expect(panel(window).locator('.panel-foot .primary')).toHaveAttribute('aria-disabled', 'false');
  const before = await panel(window).getByRole('combobox').first().inputValue();
  await window.keyboard.press('Enter');
  await expect(outcome(window)).toContainText('done');
  await window.keyboard.press('Escape');
  await window.keyboard.press('l');
  await expect(title).toBeVisible();
  await expect(outcome(window)).toContainText('allowed');
  expect(await panel(window).getByRole('combobox').first().inputValue()).not.toBe(before);
});

test('Enter waits for the look at the last letter of a new customer, and a letter after it takes it back', async ({ window, desk }) => {
  await visit(window, desk, '#/new-customer?said=Ondine Marchetti');
  const email = window.getByLabel('E-mail address');
  await email.fill('nobody');
  await expect(email).toHaveAttribute('aria-invalid', 'true');
  // The desk takes its time.
  await window.route('**/call/check_customer', async (route) => {
    await new Promise((later) => setTimeout(later, 700));
    await route.continue();
  });
  await email.press('End');
  await window.keyboard.type('.yet@example.org');
  await window.keyboard.press('Enter');
  await window.keyboard.type('.');
  await expect(email).toHaveAttribute('aria-invalid', 'true');
  await expect(window.getByRole('heading', { level: 1 })).toHaveText('New customer');
  await window.keyboard.press('Backspace');
  await window.keyboard.press('Enter');
  await expect(window.getByRole('heading', { level: 1 })).toHaveText('Ondine Marchetti');
});
