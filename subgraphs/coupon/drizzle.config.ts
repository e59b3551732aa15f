import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'mysql',
  schema: './subgraphs/coupon/src/db/schema.ts',
  out: './subgraphs/coupon/migrations',
});
