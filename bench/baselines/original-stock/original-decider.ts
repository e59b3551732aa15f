import type { BenchServers } from '../../src/harness/bench-servers.ts';
import type { Decider } from '../../src/stock/decider.ts';
import { expectTaken, openShelves } from '../../src/stock/shelves.ts';
import { statementByStatement } from '../statement-by-statement.ts';
import { createItemLock } from './item-lock.ts';

/** See README.md beside this file. */
export async function startOriginalDecider(servers: BenchServers): Promise<Decider> {
  const database = await openShelves(servers, 'original');
  const { redis, withLock, close } = createItemLock(servers.redisUrl, servers.topicPrefix);
  const seen = `${servers.topicPrefix}requested`;

  /** Read, check the version, write; false when somebody was faster. */
  function takeVersioned(itemId: string, quantity: number): Promise<boolean> {
    return statementByStatement(database, async (tx) => {
      const [item] = await tx.rows<{ version: number; stock: number }>('SELECT version, stock FROM item WHERE id = ?', [
        itemId,
      ]);
      if (item === undefined || item.stock < quantity) throw new Error(`Item ${itemId} cannot be had`);
      const { affectedRows } = await tx.run(
        'UPDATE item SET stock = ?, version = version + 1 WHERE id = ? AND version = ?',
        [item.stock - quantity, itemId, item.version],
      );
      return affectedRows === 1;
    });
  }

  return {
    async decide({ orderId, lines }) {
      if ((await redis.sadd(seen, orderId)) === 0) throw new Error(`Order ${orderId} was requested before`);
      for (const { itemId, quantity } of lines) {
        await withLock(itemId, orderId, async () => {
          while (!(await takeVersioned(itemId, quantity)));
        });
      }
      return 'RESERVED';
    },
    verify: (taken) => expectTaken(database, taken),
    async stop() {
      await redis.del(seen);
      await close();
    },
  };
}
