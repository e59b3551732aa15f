import type { Tx } from '@rushgraph/database';
import { orderStatuses, transitions } from '../order-state.ts';
import type { Settlement } from './decide-result.ts';

/** The moves a settlement may make, as the pairs (new, present) of the guarded write. */
const MOVES = orderStatuses.flatMap((from) => transitions[from].map((to) => `('${to}', '${from}')`)).join(', ');

// The id is given the character set of the column, or the join could not use the primary key.
const ROW =
  'SELECT CONVERT(? USING ascii) COLLATE ascii_bin AS id, ? AS status, ? AS title, ? AS total_amount, ? AS currency, ' +
  '? AS settled_at, ? AS rejection_reason, ? AS rejected_items';

/**
 * Moves every order to its settled state in one guarded statement. Throws, so that nothing of the transaction stays,
 * when one of them has been settled by someone else.
 */
export async function writeSettlements(tx: Tx, settlements: readonly Settlement[]): Promise<void> {
  if (settlements.length === 0) return;
  const { affectedRows } = await tx.run(
    `UPDATE (${settlements.map(() => ROW).join(' UNION ALL ')}) AS settled
     STRAIGHT_JOIN orders ON orders.id = settled.id
     SET orders.status = settled.status, orders.version = orders.version + 1, orders.title = settled.title,
       orders.total_amount = settled.total_amount, orders.currency = settled.currency,
       orders.settled_at = settled.settled_at, orders.rejection_reason = settled.rejection_reason,
       orders.rejected_items = settled.rejected_items, orders.due_at = NULL
     WHERE (settled.status, orders.status) IN (${MOVES})`,
    settlements.flatMap(({ order }) => [
      order.id,
      order.status,
      order.title,
      order.total?.amount ?? null,
      order.total?.currency ?? null,
      order.settledAt,
      order.rejection?.reason ?? null,
      order.rejection === null ? null : JSON.stringify(order.rejection.itemIds),
    ]),
  );
  if (affectedRows !== settlements.length) {
    throw new Error(`${settlements.length} orders were to be settled, but ${affectedRows} could be`);
  }
  await writeSoldLines(tx, settlements);
}

async function writeSoldLines(tx: Tx, settlements: readonly Settlement[]): Promise<void> {
  const rows = settlements
    .filter(({ order }) => order.status === 'CONFIRMED')
    .flatMap(({ order, lines }) =>
      lines.map(({ itemId, quantity, name, unitPrice }, position) => [
        order.id,
        position,
        itemId,
        quantity,
        name,
        unitPrice?.amount ?? null,
      ]),
    );
  if (rows.length === 0) return;
  await tx.run(
    `INSERT INTO order_line (order_id, position, item_id, quantity, item_name, unit_price) VALUES ?
     ON DUPLICATE KEY UPDATE item_name = VALUES(item_name), unit_price = VALUES(unit_price)`,
    [rows],
  );
}
