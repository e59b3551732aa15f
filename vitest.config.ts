import { defineConfig } from 'vitest/config';

const shared = {
  environment: 'node',
} as const;

export default defineConfig({
  resolve: { dedupe: ['graphql'] },
  test: {
    projects: [
      { test: { ...shared, name: 'unit', include: ['**/*.unit.spec.ts'], pool: 'threads' } },
      {
        test: {
          ...shared,
          name: 'int',
          include: ['**/*.int.spec.ts'],
          globalSetup: ['packages/testkit/src/global-setup.ts'],
          pool: 'forks',
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'e2e',
          include: ['e2e/**/*.e2e.spec.ts'],
          globalSetup: ['packages/testkit/src/global-setup.ts'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
