import type { BenchServers } from '../harness/bench-servers.ts';
import type { Decider } from './decider.ts';
import { expectRecorded, expectTaken, openShelves } from './shelves.ts';

const RETRIES = 20;

/** What one writes first: a transaction for each request, with the condition in the UPDATE. */
export async function startGuardedDecider(servers: BenchServers): Promise<Decider> {
  const database = await openShelves(servers, 'guarded');
  return {
    decide({ orderId, lines: [line] }) {
      if (line === undefined) throw new RangeError('A request has one line here');
      const { itemId, quantity } = line;
      return database.transaction(
        async (tx) => {
          const now = new Date();
          const sold = JSON.stringify([
            { itemId, quantity, name: 'Item', unitPrice: { amount: 1_000, currency: 'KRW' } },
          ]);
          await tx.run('INSERT INTO reservation (order_id, outcome, line_items, item_ids, decided_at) VALUES (?)', [
            [orderId, 'RESERVED', sold, '[]', now],
          ]);
          const { affectedRows } = await tx.run('UPDATE item SET stock = stock - ? WHERE id = ? AND stock >= ?', [
            quantity,
            itemId,
            quantity,
          ]);
          if (affectedRows === 0) throw new Error(`Item ${itemId} cannot be had`);
          await tx.run(
            `INSERT INTO stock_ledger (item_id, quantity, cause, reference, balance_after, created_at)
             SELECT id, ?, 'ORDER', ?, stock, ? FROM item WHERE id = ?`,
            [-quantity, orderId, now, itemId],
          );
          return 'RESERVED' as const;
        },
        { retries: RETRIES },
      );
    },
    async verify(taken) {
      await expectTaken(database, taken);
      await expectRecorded(database, taken);
    },
    stop: async () => undefined,
  };
}
