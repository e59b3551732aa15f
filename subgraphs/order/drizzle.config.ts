import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'mysql',
  schema: './subgraphs/order/src/db/schema.ts',
  out: './subgraphs/order/migrations',
});
