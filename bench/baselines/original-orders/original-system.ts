import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { BenchServers } from '../../src/harness/bench-servers.ts';
import { piecesTaken, placementOf, shelve } from '../../src/orders/order-load.ts';
import type { OrderSystem } from '../../src/orders/run-load.ts';
import { statementByStatement } from '../statement-by-statement.ts';
import { createItemTables, createOrderTables } from './tables.ts';

/** The baseline that every figure for orders is compared with. See README.md beside this file. */
export async function startOriginalSystem(servers: BenchServers): Promise<OrderSystem> {
  const { database } = await servers.database('original_order');
  const items = await servers.database('original_item');
  await createOrderTables(database);
  await createItemTables(items.database);
  await shelve(items.database);
  await servers.topics(['requested', 'result'].map((name) => ({ name, partitions: 4, config: {} })));
  const itemService = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      '--disable-warning=TimeoutNegativeWarning',
      join(import.meta.dirname, 'item-service.ts'),
    ],
    {
      env: {
        ...process.env,
        MYSQL_URL: items.url,
        REDIS_URL: servers.redisUrl,
        KAFKA_BROKERS: servers.brokers,
        PREFIX: servers.topicPrefix,
        KAFKAJS_NO_PARTITIONER_WARNING: '1',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  await once(itemService.stdout, 'data');
  const producer = servers.kafka.producer();
  const consumer = servers.kafka.consumer({ groupId: `${servers.topicPrefix}original-order` });
  await producer.connect();
  await consumer.connect();
  await consumer.subscribe({ topic: `${servers.topicPrefix}result`, fromBeginning: true });
  await consumer.run({
    partitionsConsumedConcurrently: 4,
    eachMessage: async ({ message }) => {
      await database.run("UPDATE orders SET status = 'CONFIRMED', settled_at = ? WHERE id = ?", [
        new Date(),
        String(message.key),
      ]);
    },
  });
  const count = async (condition: string) => {
    const [row] = await database.rows<{ n: number }>(`SELECT COUNT(*) AS n FROM orders WHERE ${condition}`);
    return row?.n ?? 0;
  };
  return {
    name: 'as the original',
    pids: [...servers.pids, itemService.pid ?? 0],
    async place(index) {
      const { id, userId, lines } = placementOf(index);
      const payload = JSON.stringify({ orderId: id, lines });
      await statementByStatement(database, async (tx) => {
        await tx.run('INSERT INTO orders (id, user_id, status, placed_at) VALUES (?)', [
          [id, userId, 'PROCESSING', new Date()],
        ]);
        for (const line of lines) await tx.run('INSERT INTO order_line VALUES (?)', [[id, line.itemId, line.quantity]]);
        await tx.run('INSERT INTO outbox VALUES (?)', [[id, payload, false]]);
      });
      await producer.send({ topic: `${servers.topicPrefix}requested`, messages: [{ key: id, value: payload }] });
      await database.run('UPDATE outbox SET sent = TRUE WHERE id = ?', [id]);
    },
    allFinal: async () => (await count("status <> 'CONFIRMED'")) === 0,
    progress: () => count("status = 'CONFIRMED'"),
    async finalTimes() {
      const rows = await database.rows<{ placed_at: Date; settled_at: Date }>(
        'SELECT placed_at, settled_at FROM orders',
      );
      return rows.map((row) => ({ placedAt: row.placed_at.getTime(), settledAt: row.settled_at.getTime() }));
    },
    async verify(expected) {
      const taken = await piecesTaken(items.database);
      if (taken !== 2 * expected) throw new Error(`${taken} pieces were taken for ${expected} orders`);
    },
    async stop() {
      await consumer.disconnect();
      await producer.disconnect();
      const ended = once(itemService, 'exit');
      itemService.kill('SIGKILL');
      await ended;
    },
  };
}
