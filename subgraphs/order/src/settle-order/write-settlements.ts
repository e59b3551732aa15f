import { formatTime, type Tx } from '@rushgraph/database';
import { storeLines } from '../db/stored-lines.ts';
import { orderStatuses, transitions } from '../order-state.ts';
import type { Settlement } from './decide-result.ts';

/** The moves a settlement may make, as the pairs (new, present) of the guarded write. */
const MOVES = orderStatuses.flatMap((from) => transitions[from].map((to) => `('${to}', '${from}')`)).join(', ');
/** A CASE is read from its beginning for each row: of more orders in one statement, each would cost more. */
const PER_STATEMENT = 100;

/**
 * Moves every order to its settled state, in guarded statements that go together. Throws, so that nothing of the
 * transaction stays, when one of them has been settled by someone else.
 */
export async function writeSettlements(tx: Tx, settlements: readonly Settlement[]): Promise<void> {
  const written: Promise<number>[] = [];
  for (let start = 0; start < settlements.length; start += PER_STATEMENT) {
    written.push(settle(tx, settlements.slice(start, start + PER_STATEMENT).map(settledRow)));
  }
  const affected = (await Promise.all(written)).reduce((sum, rows) => sum + rows, 0);
  if (affected !== settlements.length) {
    throw new Error(`${settlements.length} orders were to be settled, but ${affected} could be`);
  }
}

type SettledRow = ReturnType<typeof settledRow>;

/**
 * An UPDATE of one table changes rows where it finds them; one that joins the new values, from JSON or a derived table,
 * writes all of them to a temporary table first, which takes half as long again.
 */
async function settle(tx: Tx, rows: readonly SettledRow[]): Promise<number> {
  const status = chosen(rows, ({ status }) => status);
  const columns = [
    ['line_items', chosen(rows, ({ lines }) => lines)],
    ['title', chosen(rows, ({ title }) => title)],
    ['total_amount', chosen(rows, ({ amount }) => amount)],
    ['currency', chosen(rows, ({ currency }) => currency)],
    ['settled_at', chosen(rows, ({ at }) => at)],
    ['rejection_reason', chosen(rows, ({ reason }) => reason)],
    ['rejected_items', chosen(rows, ({ items }) => items)],
  ] as const;
  const assignments = columns.map(([column, { text }]) =>
    column === 'line_items' ? `line_items = COALESCE(${text}, line_items)` : `${column} = ${text}`,
  );
  const { affectedRows } = await tx.run(
    `UPDATE orders SET ${assignments.join(', ')}, version = version + 1, due_at = NULL, status = ${status.text}
     WHERE id IN (?) AND (${status.text}, status) IN (${MOVES})`,
    [...columns.flatMap(([, { values }]) => values), ...status.values, rows.map(({ id }) => id), ...status.values],
  );
  return affectedRows;
}

/** The value of each row; without a choice where all of them have the same. */
function chosen(rows: readonly SettledRow[], read: (row: SettledRow) => string | number | null) {
  const values = rows.map(read);
  if (values.every((value) => value === values[0])) return { text: '?', values: values.slice(0, 1) };
  return {
    text: `CASE id${' WHEN ? THEN ?'.repeat(rows.length)} END`,
    values: rows.flatMap(({ id }, index) => [id, values[index]]),
  };
}

function settledRow({ order, lines }: Settlement) {
  const settled = { id: order.id, status: order.status, at: formatTime(order.settledAt) };
  if (order.status === 'REJECTED') {
    const { reason, itemIds } = order.rejection;
    return {
      ...settled,
      lines: null,
      title: null,
      amount: null,
      currency: null,
      reason,
      items: JSON.stringify(itemIds),
    };
  }
  return { ...settled, ...order.total, title: order.title, lines: storeLines(lines), reason: null, items: null };
}
