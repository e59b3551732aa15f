import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Database } from '@rushgraph/database';
import { QUIET_OPTIONS } from '@rushgraph/service/node-options';
import type { Kafka } from 'kafkajs';
import type { BenchServers } from '../../src/harness/bench-servers.ts';
import { statementByStatement } from '../statement-by-statement.ts';

export interface OriginalOrder {
  readonly id: string;
  readonly userId: string;
  readonly lines: readonly { readonly itemId: string; readonly quantity: number }[];
}

interface Process {
  readonly pid: number;
  /** What it wrote first. */
  readonly said: string;
  stop(): Promise<void>;
}

/** The order service in this process: takes orders, and confirms those whose stock was taken. */
export async function startOrderService(parts: { database: Database; kafka: Kafka; prefix: string }) {
  const { database, kafka, prefix } = parts;
  const producer = kafka.producer();
  const consumer = kafka.consumer({ groupId: `${prefix}original-order` });
  await producer.connect();
  await consumer.connect();
  await consumer.subscribe({ topic: `${prefix}result`, fromBeginning: true });
  await consumer.run({
    partitionsConsumedConcurrently: 4,
    eachMessage: async ({ message }) => {
      await database.run("UPDATE orders SET status = 'CONFIRMED', settled_at = ? WHERE id = ?", [
        new Date(),
        String(message.key),
      ]);
    },
  });
  return {
    async place({ id, userId, lines }: OriginalOrder): Promise<void> {
      const payload = JSON.stringify({ orderId: id, lines });
      await statementByStatement(database, async (tx) => {
        await tx.run('INSERT INTO orders (id, user_id, status, placed_at) VALUES (?)', [
          [id, userId, 'PROCESSING', new Date()],
        ]);
        for (const line of lines) await tx.run('INSERT INTO order_line VALUES (?)', [[id, line.itemId, line.quantity]]);
        await tx.run('INSERT INTO outbox VALUES (?)', [[id, payload, false]]);
      });
      await producer.send({ topic: `${prefix}requested`, messages: [{ key: id, value: payload }] });
      await database.run('UPDATE outbox SET sent = TRUE WHERE id = ?', [id]);
    },
    async stop(): Promise<void> {
      await consumer.disconnect();
      await producer.disconnect();
    },
  };
}

/** The item service in a process of its own. */
export const startItemService = (servers: BenchServers, mysqlUrl: string) =>
  startProcess(servers, 'item-service.ts', mysqlUrl);

/** The order service in a process of its own, behind an HTTP door; says its port. */
export const startDoor = (servers: BenchServers, mysqlUrl: string) => startProcess(servers, 'door.ts', mysqlUrl);

async function startProcess(servers: BenchServers, script: string, mysqlUrl: string): Promise<Process> {
  const child = spawn(process.execPath, [...QUIET_OPTIONS, join(import.meta.dirname, script)], {
    env: {
      ...process.env,
      MYSQL_URL: mysqlUrl,
      REDIS_URL: servers.redisUrl,
      KAFKA_BROKERS: servers.brokers,
      PREFIX: servers.topicPrefix,
      KAFKAJS_NO_PARTITIONER_WARNING: '1',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await once(child.stdout, 'data');
  return {
    pid: child.pid ?? 0,
    said: String(said).trim(),
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
