import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'mysql',
  schema: './packages/streams/test/tables.ts',
  out: './packages/streams/test/migrations',
});
