import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'mysql',
  schema: './packages/schema-registry/src/db/schema.ts',
  out: './packages/schema-registry/migrations',
});
