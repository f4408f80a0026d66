import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const host = process.env['GUICHET_HOST'] ?? 'http://127.0.0.1:4700';

export default defineConfig({
  base: './',
  plugins: [react()],
  build: { target: 'es2022', chunkSizeWarningLimit: 900 },
  server: { proxy: { '/call': host, '/document': host } },
  test: { include: ['src/**/*.test.{ts,tsx}'] },
});
