import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'mysql',
  schema: './packages/messaging/test/tables.ts',
  out: './packages/messaging/test/migrations',
});
