import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'mysql',
  schema: './subgraphs/item/src/db/schema.ts',
  out: './subgraphs/item/migrations',
});
