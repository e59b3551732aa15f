import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '@rushgraph/database';
import type { Producer } from '@rushgraph/messaging';

const ROWS = 100;
const POLL_MS = 20;

interface Row {
  readonly id: number;
  readonly aggregatetype: string;
  readonly aggregateid: string;
  readonly headers: string;
  readonly payload: Buffer | null;
}

interface NaiveRelayOptions {
  readonly database: Database;
  readonly producer: Producer;
  readonly topicPrefix: string;
}

/** Selects some rows, and sends and deletes them one by one. See README.md beside this file. */
export function createNaiveRelay({ database, producer, topicPrefix }: NaiveRelayOptions) {
  let isStopping = false;
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (!isStopping) {
      const rows = await database.rows<Row>(
        'SELECT id, aggregatetype, aggregateid, headers, payload FROM outbox ORDER BY id LIMIT ?',
        [ROWS],
      );
      for (const { id, aggregatetype, aggregateid, headers, payload } of rows) {
        const record = { topic: topicPrefix + aggregatetype, key: aggregateid, value: payload };
        await producer.send([{ ...record, headers: JSON.parse(headers) }]);
        await database.run('DELETE FROM outbox WHERE id = ?', [id]);
      }
      if (rows.length === 0) await pause(POLL_MS);
    }
  }

  return {
    async start(): Promise<void> {
      running = run();
    },
    async stop(): Promise<void> {
      isStopping = true;
      await running;
      await producer.stop();
    },
  };
}
