import { setTimeout as pause } from 'node:timers/promises';
import { createDatabase } from '@rushgraph/database';
import { createKafka } from '@rushgraph/messaging';
import { createLogger } from '@rushgraph/service';
import { Redis } from 'ioredis';
import { statementByStatement } from '../statement-by-statement.ts';

interface Requested {
  readonly orderId: string;
  readonly lines: readonly { readonly itemId: string; readonly quantity: number }[];
}

const LEASE_MS = 3_000;
const RELEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

const { MYSQL_URL = '', REDIS_URL = '', KAFKA_BROKERS = '', PREFIX = '' } = process.env;
const logger = createLogger({ service: 'original-item', level: 'error', pretty: false });
const database = createDatabase({ url: MYSQL_URL });
const redis = new Redis(REDIS_URL, { protocol: 2 });
const kafka = createKafka({ brokers: KAFKA_BROKERS.split(','), clientId: 'original-item', logger });
const producer = kafka.producer();
const consumer = kafka.consumer({ groupId: `${PREFIX}original-item` });

await producer.connect();
await consumer.connect();
await consumer.subscribe({ topic: `${PREFIX}requested`, fromBeginning: true });
consumer.on(consumer.events.GROUP_JOIN, () => process.stdout.write('ready\n'));
await consumer.run({
  partitionsConsumedConcurrently: 4,
  eachMessage: async ({ message }) => {
    const { orderId, lines }: Requested = JSON.parse(String(message.value));
    for (const line of lines) await takeOne(line.itemId, line.quantity, orderId);
    await producer.send({ topic: `${PREFIX}result`, messages: [{ key: orderId, value: JSON.stringify({ orderId }) }] });
  },
});

/** Lock, read, check the version, write: one transaction per line. */
async function takeOne(itemId: string, quantity: number, owner: string): Promise<void> {
  const lock = `${PREFIX}lock:${itemId}`;
  while ((await redis.set(lock, owner, 'PX', LEASE_MS, 'NX')) === null) await pause(2);
  try {
    for (let done = false; !done; ) {
      done = await statementByStatement(database, async (tx) => {
        const [item] = await tx.rows<{ version: number; stock: number }>(
          'SELECT version, stock FROM item WHERE id = ?',
          [itemId],
        );
        if (item === undefined || item.stock < quantity) throw new Error(`Item ${itemId} cannot be had`);
        const { affectedRows } = await tx.run(
          'UPDATE item SET stock = ?, version = version + 1 WHERE id = ? AND version = ?',
          [item.stock - quantity, itemId, item.version],
        );
        return affectedRows === 1;
      });
    }
  } finally {
    await redis.eval(RELEASE, 1, lock, owner);
  }
}
