import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['rows.ts', 'tests.ts', 'prepared-late.ts'],
    testTimeout: 1_000,
    hookTimeout: 1_000,
  },
});
