export { NoConnection } from './acquire.ts';
export { createDatabase, type Database, type DatabaseOptions } from './database.ts';
export { ensureDatabase } from './ensure-database.ts';
export {
  hasNoTables,
  isCheckViolation,
  isDuplicateKey,
  isRetryable,
  isStoreAtFault,
  isTransient,
  TryAgain,
} from './errors.ts';
export { formatTime } from './format-sql.ts';
export { forgetIdempotencyKeys, type OnceKey, type OnceResult, once } from './idempotency.ts';
export { type MigrateOptions, migrate } from './migrate.ts';
export { NoAnswer } from './no-answer.ts';
export type { Sql, Written } from './sql.ts';
export type { Transact, TransactionOptions, Tx } from './transaction.ts';
