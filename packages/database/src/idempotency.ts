import type { Sql } from './sql.ts';
import type { Tx } from './transaction.ts';

export interface OnceKey {
  /** The mutation. */
  readonly scope: string;
  /** Who asks: keys of different callers never meet. */
  readonly actor: string;
  /** 1 to 128 characters. */
  readonly key: string;
  /** Hash of the input: the same key with other input is refused. */
  readonly inputHash: string;
  readonly now: Date;
}

export type OnceResult<T> =
  | { readonly kind: 'done'; readonly result: T; readonly replayed: boolean }
  | { readonly kind: 'reused' };

/**
 * Does the work once for this key, in the caller's transaction: key, effect and result live and die together. The key
 * row is taken first, so a rival with the same key waits for our end, and then either sees our result or does the work.
 * The result is kept as JSON; `read` makes of it again what the work gave, and throws when it is anything else.
 */
export async function once<T>(
  tx: Tx,
  key: OnceKey,
  read: (kept: unknown) => T,
  work: () => Promise<T>,
): Promise<OnceResult<T>> {
  const at = [key.scope, key.actor, key.key];
  const where = 'WHERE scope = ? AND actor = ? AND idempotency_key = ?';
  // Not INSERT IGNORE: this takes the exclusive lock at once, so two waiting rivals cannot deadlock on upgrading it.
  await tx.run(
    `INSERT INTO idempotency_key (scope, actor, idempotency_key, input_hash, created_at) VALUES (?)
     ON DUPLICATE KEY UPDATE scope = scope`,
    [[...at, key.inputHash, key.now]],
  );
  const [stored] = await tx.rows<{ input_hash: string; result: string | null }>(
    `SELECT input_hash, result FROM idempotency_key ${where}`,
    at,
  );
  if (stored === undefined) throw new Error('The idempotency key that was just written is missing');
  // A committed key has its result, so only our own new row can be without one.
  if (stored.result !== null) {
    if (stored.input_hash !== key.inputHash) return { kind: 'reused' };
    return { kind: 'done', result: read(JSON.parse(stored.result)), replayed: true };
  }
  const result = await work();
  // Nothing at all is kept as null: a key without a result would let its work be done again.
  await tx.run(`UPDATE idempotency_key SET result = ? ${where}`, [JSON.stringify(result) ?? 'null', ...at]);
  return { kind: 'done', result, replayed: false };
}

/** Rows that one sweep deletes: a few milliseconds of locks. */
const MAX_SWEPT = 500;

/**
 * Forgets the oldest keys that were taken before `before`, 500 at most; answers how many. A request that is repeated after
 * that is a new one, so clients have to be told how long keys are kept.
 */
export async function sweepIdempotencyKeys(sql: Sql, before: Date): Promise<number> {
  const { affectedRows } = await sql.run(
    'DELETE FROM idempotency_key WHERE created_at < ? ORDER BY created_at LIMIT ?',
    [before, MAX_SWEPT],
  );
  return affectedRows;
}

const SWEEP_EVERY_MS = 60_000;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** Repeated work that forgets keys after so many days; at once again while there are more of them. */
export function forgetIdempotencyKeys(sql: Sql, now: () => Date, keptDays: number) {
  return {
    name: 'forget idempotency keys',
    everyMs: SWEEP_EVERY_MS,
    async work(): Promise<boolean> {
      return (await sweepIdempotencyKeys(sql, new Date(now().getTime() - keptDays * DAY_MS))) === MAX_SWEPT;
    },
  };
}
