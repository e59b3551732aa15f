import { formatTime, type Tx } from '@rushgraph/database';
import { storeLines } from '../db/stored-lines.ts';
import { orderStatuses, transitions } from '../order-state.ts';
import type { Settlement } from './decide-result.ts';

/** The moves a settlement may make, as the pairs (new, present) of the guarded write. */
const MOVES = orderStatuses.flatMap((from) => transitions[from].map((to) => `('${to}', '${from}')`)).join(', ');

/**
 * One JSON text for all settlements: a server reads it in half the time of a derived table with a SELECT for each. What
 * is itself JSON comes as text. The id is given the character set of the column, or the join could not use the key.
 */
const SETTLE = `UPDATE JSON_TABLE(?, '$[*]' COLUMNS (
    id VARCHAR(26) PATH '$.id', status VARCHAR(9) PATH '$.status', line_items LONGTEXT PATH '$.lines',
    title VARCHAR(255) PATH '$.title', total_amount BIGINT PATH '$.amount', currency VARCHAR(3) PATH '$.currency',
    settled_at VARCHAR(23) PATH '$.at', rejection_reason VARCHAR(16) PATH '$.reason',
    rejected_items LONGTEXT PATH '$.items')) AS settled
  STRAIGHT_JOIN orders ON orders.id = CONVERT(settled.id USING ascii) COLLATE ascii_bin
  SET orders.status = settled.status, orders.version = orders.version + 1,
    orders.line_items = COALESCE(settled.line_items, orders.line_items), orders.title = settled.title,
    orders.total_amount = settled.total_amount, orders.currency = settled.currency,
    orders.settled_at = settled.settled_at, orders.rejection_reason = settled.rejection_reason,
    orders.rejected_items = settled.rejected_items, orders.due_at = NULL
  WHERE (settled.status, orders.status) IN (${MOVES})`;

/**
 * Moves every order to its settled state in one guarded statement. Throws, so that nothing of the transaction stays,
 * when one of them has been settled by someone else.
 */
export async function writeSettlements(tx: Tx, settlements: readonly Settlement[]): Promise<void> {
  if (settlements.length === 0) return;
  const { affectedRows } = await tx.run(SETTLE, [JSON.stringify(settlements.map(settledRow))]);
  if (affectedRows !== settlements.length) {
    throw new Error(`${settlements.length} orders were to be settled, but ${affectedRows} could be`);
  }
}

/** What is left out becomes NULL. */
function settledRow({ order, lines }: Settlement) {
  const settled = { id: order.id, status: order.status, at: formatTime(order.settledAt) };
  if (order.status === 'REJECTED') {
    return { ...settled, reason: order.rejection.reason, items: JSON.stringify(order.rejection.itemIds) };
  }
  return { ...settled, ...order.total, title: order.title, lines: storeLines(lines) };
}
