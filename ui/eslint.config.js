import js from '@eslint/js';
import react from 'eslint-plugin-react';
import hooks from 'eslint-plugin-react-hooks';
import { defineConfig } from 'eslint/config';
import ts from 'typescript-eslint';

/** Letters that are keys are the same in every language. */
const keyCaps = [...'ABCDEFGHJKLMNOPRSTUWXZ'];

export default defineConfig(
  { ignores: ['dist', 'node_modules', 'test-results', 'playwright-report', 'src/ipc/generated'] },
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['eslint.config.js'] } } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // `void | false`: what a key's action may answer.
      '@typescript-eslint/no-invalid-void-type': 'off',
      'max-lines': ['error', { max: 300, skipBlankLines: true }],
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: { react, 'react-hooks': hooks },
    settings: { react: { version: '19' } },
    rules: {
      ...hooks.configs.recommended.rules,
      // Every word goes through the catalogues; signs and separators need no translation.
      'react/jsx-no-literals': [
        'error',
        { noStrings: false, allowedStrings: ['.', '(', ')', ',', '·', '✕', '–', '→', '↑', '↓', '?', ...keyCaps], ignoreProps: true },
      ],
      // Markup never comes from a text: customers write names.
      'react/no-danger': 'error',
      'react/jsx-key': 'error',
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['@tauri-apps/*'], message: 'Only src/ipc/host* knows in what it runs.' }] },
      ],
    },
  },
  { files: ['src/ipc/host*.ts'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['eslint.config.js'], extends: [ts.configs.disableTypeChecked] },
  {
    // Playwright's fixtures hand over what they made through a function that they call `use`, and may need nothing.
    files: ['e2e/**/*.ts'],
    rules: { 'no-empty-pattern': 'off' },
  },
);
