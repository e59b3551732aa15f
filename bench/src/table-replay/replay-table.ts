import { orderRequested } from '@rushgraph/contracts';
import { createConsumer, createOutbox } from '@rushgraph/messaging';
import { createClock, createIds } from '@rushgraph/service';
import { createTable } from '@rushgraph/streams';
import { Registry } from 'prom-client';
import { type BenchServers, root } from '../harness/bench-servers.ts';

/** A topic of the stream that has nothing, with as many partitions as the table. */
export const STREAM_TOPIC = 'bench.stream.v1';

export interface Replayed {
  /** From the start of the member. */
  readonly start: number;
  /** From the assignment until the table is caught up. */
  readonly replay: number;
  /** From then until every row has been read, which happens when it is asked for. */
  readonly read: number;
}

/** Seconds for one member that replays one partition. Throws when its table then has not as many rows as expected. */
export async function replayTable(servers: BenchServers, round: number, expected: number): Promise<Replayed> {
  const { database } = await servers.database(`replay${round}`, `${root}/subgraphs/order/migrations`);
  const now = createClock();
  const { promise: ready, resolve } = Promise.withResolvers<number>();
  const metrics = { registry: new Registry() };
  const table = createTable({ definition: orderRequested, logger: servers.logger, metrics });
  const { replica } = table;
  let assignedAt = 0;
  const consumer = createConsumer({
    kafka: servers.kafka,
    group: `replay-${round}`,
    groupPrefix: servers.topicPrefix,
    topicPrefix: servers.topicPrefix,
    definitions: [{ ...orderRequested, topic: STREAM_TOPIC }],
    replicas: [
      {
        ...replica,
        assign(...of) {
          assignedAt = performance.now();
          replica.assign(...of);
        },
        apply(partition, records, generation) {
          replica.apply(partition, records, generation);
          if (replica.isCaughtUp(partition)) resolve(performance.now());
        },
      },
    ],
    database,
    outbox: createOutbox({ source: 'bench', newId: createIds(now), now }),
    logger: servers.logger,
    metrics,
    handle: async () => undefined,
    onFatal: (error) => {
      throw error;
    },
  });
  const startedAt = performance.now();
  await consumer.start();
  const readyAt = await ready;
  const readFrom = performance.now();
  const rows = [...table.rows(0)].length;
  const readAt = performance.now();
  await consumer.stop();
  if (rows !== expected) throw new Error(`The table has ${rows} rows instead of ${expected}`);
  return {
    start: (readyAt - startedAt) / 1_000,
    replay: (readyAt - assignedAt) / 1_000,
    read: (readAt - readFrom) / 1_000,
  };
}
