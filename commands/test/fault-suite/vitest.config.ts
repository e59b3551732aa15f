import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { root: import.meta.dirname, include: ['rows.ts', 'tests.ts'], testTimeout: 1_000 },
});
