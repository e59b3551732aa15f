import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'mysql',
  schema: './subgraphs/user/src/db/schema.ts',
  out: './subgraphs/user/migrations',
});
