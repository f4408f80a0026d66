import { expect, settle, test, visit } from './fixtures';
import { inProgram } from './program';

test('what somebody else wrote is shown when the program says so', async ({ window, desk }) => {
  const program = await inProgram(window, desk);
  await visit(window, desk, '#/settings');
  await expect(window.getByRole('heading', { level: 1 })).toHaveText('Settings');
  await settle(desk, 'fr', 'dark');
  await program.changed();
  await expect(window.getByRole('heading', { level: 1 })).toHaveText('Réglages');
  await expect(window.locator('html')).toHaveAttribute('data-theme', 'dark');
});
