import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/**
 * Files that run at once. Tests wait for servers, commits and time limits as much as they work, so even two processors have
 * enough for three; beyond eight, files would wait for the 15 logical databases of Redis.
 */
const workers = Math.min(8, Math.max(3, availableParallelism() - 1));

const shared = {
  environment: 'node',
  maxWorkers: workers,
} as const;

const withServers = {
  globalSetup: 'packages/testkit/src/global-setup.ts',
  pool: 'forks',
  // Three files at once on two busy processors: limits end what hangs, and judge nobody's speed.
  testTimeout: 60_000,
  hookTimeout: 60_000,
} as const;

export default defineConfig({
  // graphql must be one instance: Vite would pick the ESM build where Node picks the CommonJS one. Projects take this by `extends`.
  resolve: {
    alias: [{ find: /^graphql$/, replacement: createRequire(import.meta.url).resolve('graphql') }],
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          name: 'unit',
          include: ['**/*.unit.spec.ts'],
          pool: 'threads',
          // They change nothing outside of themselves, and loading the same packages for each file took most of their time.
          isolate: false,
          // Some start a process or draw thousands of cases, beside whatever else the computer does.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'int',
          include: ['**/*.int.spec.ts'],
          ...withServers,
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          // The gateway once more, with the executor that operators can go back to.
          name: 'int-apollo',
          include: ['gateway/**/*.int.spec.ts'],
          // Compares both engines already.
          exclude: ['**/node_modules/**', 'gateway/src/engine/**'],
          provide: { gatewayEngine: 'apollo' },
          ...withServers,
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'e2e',
          include: ['e2e/**/*.e2e.spec.ts'],
          ...withServers,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'faults',
          include: ['**/*.fault.spec.ts'],
          globalSetup: ['packages/testkit/src/global-setup.ts'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 360_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
