import type { OrderId } from '@rushgraph/contracts';
import type { Tx } from '@rushgraph/database';
import { columnsOf, defineWrite, given, isIn, type Row } from '@rushgraph/database/query';
import { orderCheck } from './schema.ts';

/** Orders that are to be looked at together. */
export type OrderCheck = Row<typeof orderCheck>;

const NEW_COLUMNS = columnsOf(orderCheck, 'dueAt', 'orderIds');

/**
 * Orders that one turn looks at, however many are overdue, and the most that a check names. Passing over 500 that are
 * settled took 12 ms on two cores with ten other programs.
 */
const MAX_NAMED = 500;
/** Checks that one turn reads: 8 ms on the same computer when each names one order. */
const MAX_CHECKS = 32;

/** Has orders looked at when they are due. Each pending order is named by a check of the time that its row says. */
export async function addCheck(tx: Tx, ids: readonly OrderId[], dueAt: Date): Promise<void> {
  await addChecks(tx, [{ ids, dueAt }], MAX_NAMED);
}

/** The same for several times, in checks that name up to `size` orders. */
export async function addChecks(
  tx: Tx,
  named: readonly { readonly ids: readonly OrderId[]; readonly dueAt: Date }[],
  size: number,
): Promise<void> {
  const rows: [Date, string][] = [];
  for (const { ids, dueAt } of named) {
    for (let start = 0; start < ids.length; start += size) {
      rows.push([dueAt, JSON.stringify(ids.slice(start, start + size))]);
    }
  }
  if (rows.length > 0) await tx.run(`INSERT INTO order_check (${NEW_COLUMNS}) VALUES ?`, [rows]);
}

interface DueChecks {
  readonly checks: readonly OrderCheck[];
  /** Whether more may be due. */
  readonly more: boolean;
}

/** The checks that are due, oldest first, and nobody else is about to take; locked until the transaction ends. */
export async function lockDueChecks(tx: Tx, now: Date): Promise<DueChecks> {
  const found = await tx.rows<OrderCheck>(
    `SELECT ${columnsOf(orderCheck)} FROM order_check WHERE due_at <= ? ORDER BY due_at, id LIMIT ? FOR UPDATE SKIP LOCKED`,
    [now, MAX_CHECKS],
  );
  let named = 0;
  const checks = found.filter(({ order_ids }, index) => {
    named += order_ids.length;
    return index === 0 || named <= MAX_NAMED;
  });
  return { checks, more: found.length === MAX_CHECKS || checks.length < found.length };
}

const remove = defineWrite({ ids: given<readonly number[]>() }, (builder, { ids }) =>
  builder.delete(orderCheck).where(isIn(orderCheck.id, ids)),
);

export async function removeChecks(tx: Tx, checks: readonly OrderCheck[]): Promise<void> {
  if (checks.length > 0) await remove(tx, { ids: checks.map(({ id }) => id) });
}
