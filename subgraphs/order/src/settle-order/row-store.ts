import { formatTime, type Tx } from '@rushgraph/database';
import type { Row } from '@rushgraph/database/query';
import type { orders } from '../db/schema.ts';
import { storeLines } from '../db/stored-lines.ts';
import { orderStatuses, transitions } from '../order/order-state.ts';
import type { Settlement } from './decide/decide-settlement.ts';

/** The moves a settlement may make, as the pairs (new, present) of the guarded write. */
const MOVES = orderStatuses.flatMap((from) => transitions[from].map((to) => `('${to}', '${from}')`)).join(', ');
/** A CASE is read from its beginning for each row: of more orders in one statement, each would cost more. */
const PER_STATEMENT = 100;

/** An order was no longer pending. */
export class AlreadySettled extends Error {
  override readonly name = 'AlreadySettled';
}

/**
 * Moves every order to its settled state, in guarded statements that go together. Throws AlreadySettled, so that nothing of
 * the transaction stays, when one of them has been settled by someone else.
 */
export async function writeSettlements(tx: Tx, settlements: readonly Settlement[]): Promise<void> {
  const written: Promise<number>[] = [];
  for (let start = 0; start < settlements.length; start += PER_STATEMENT) {
    written.push(settle(tx, settlements.slice(start, start + PER_STATEMENT).map(settledRow)));
  }
  const affected = (await Promise.all(written)).reduce((sum, rows) => sum + rows, 0);
  if (affected !== settlements.length) {
    throw new AlreadySettled(`${settlements.length} orders were to be settled, but ${affected} could be`);
  }
}

/** The texts of a row as the statement takes them; what is left out becomes NULL. */
type SettledRow = Pick<Row<typeof orders>, 'id' | 'status'> & { readonly settled_at: string } & {
  readonly [Column in Exclude<SettledColumn, 'settled_at'> | 'line_items']?: string | number;
};

const SETTLED = [
  'title',
  'total_amount',
  'currency',
  'settled_at',
  'rejection_reason',
  'rejected_items',
] as const satisfies readonly (keyof Row<typeof orders>)[];
type SettledColumn = (typeof SETTLED)[number];

/**
 * An UPDATE of one table changes rows where it finds them; one that joins the new values, from JSON or a derived table,
 * writes all of them to a temporary table first, which takes half as long again.
 */
async function settle(tx: Tx, rows: readonly SettledRow[]): Promise<number> {
  const lines = chosen(rows, 'line_items');
  const settled = SETTLED.map((column) => ({ column, ...chosen(rows, column) }));
  const status = chosen(rows, 'status');
  const { affectedRows } = await tx.run(
    `UPDATE orders SET line_items = COALESCE(${lines.text}, line_items),
       ${settled.map(({ column, text }) => `${column} = ${text}`).join(', ')},
       version = version + 1, due_at = NULL, status = ${status.text}
     WHERE id IN (?) AND (${status.text}, status) IN (${MOVES})`,
    [
      ...lines.values,
      ...settled.flatMap(({ values }) => values),
      ...status.values,
      rows.map(({ id }) => id),
      ...status.values,
    ],
  );
  return affectedRows;
}

/** The value of each row; without a choice where all of them have the same. */
function chosen(rows: readonly SettledRow[], column: keyof SettledRow) {
  const values = rows.map((row) => row[column]);
  if (values.every((value) => value === values[0])) return { text: '?', values: values.slice(0, 1) };
  return {
    text: `CASE id${' WHEN ? THEN ?'.repeat(rows.length)} END`,
    values: rows.flatMap(({ id }, index) => [id, values[index]]),
  };
}

function settledRow({ order, lines }: Settlement): SettledRow {
  const settled = { id: order.id, status: order.status, settled_at: formatTime(order.settledAt) };
  if (order.status === 'REJECTED') {
    const { reason, itemIds } = order.rejection;
    return { ...settled, rejection_reason: reason, rejected_items: JSON.stringify(itemIds) };
  }
  const { amount, currency } = order.total;
  return { ...settled, title: order.title, total_amount: amount, currency, line_items: storeLines(lines) };
}
