import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'mysql',
  schema: './packages/finding/test/tables.ts',
  out: './packages/finding/test/migrations',
});
