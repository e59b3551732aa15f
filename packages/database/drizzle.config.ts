import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'mysql',
  schema: './packages/database/test/tables.ts',
  out: './packages/database/test/migrations',
});
