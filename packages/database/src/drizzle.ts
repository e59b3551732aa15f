import { createRequire } from 'node:module';

/**
 * The one place that loads drizzle, and from its CommonJS build: on Node 24 its ES modules cost a process a second of CPU,
 * these a tenth. drizzle-kit reads the tables as CommonJS itself, where `import.meta` is empty.
 */
const require = createRequire(import.meta.url ?? __filename);

/** Tables and columns. */
export const core: typeof import('drizzle-orm/mysql-core') = require('drizzle-orm/mysql-core');

/** Conditions and expressions. */
export const operators: typeof import('drizzle-orm') = require('drizzle-orm');

/** The query builder; loaded with the first statement that is built. */
export const loadBuilder = (): typeof import('drizzle-orm/mysql-proxy') => require('drizzle-orm/mysql-proxy');
