import { createGathering } from '@rushgraph/concurrency';
import type { Database } from '@rushgraph/database';
import type { Kafka } from 'kafkajs';
import type { Logger } from 'pino';
import type { Counter, Gauge, Registry } from 'prom-client';
import { counter, gauge } from '../metrics/find-metric.ts';
import { createProducer, type Producer } from '../producer/producer.ts';
import type { ProducerRecord } from '../producer/producer-record.ts';
import { createAcknowledged } from './acknowledged.ts';
import type { Outbox } from './outbox.ts';
import { type OutboxEntry, readOutbox } from './read-outbox.ts';
import { createRelayLeases } from './relay-leases.ts';
import { sendInOrder } from './send-in-order.ts';
import { setAside } from './set-aside.ts';
import { createWaker } from './waker.ts';

export interface Relay {
  start(): Promise<void>;
  /** Publishes what is there (for at most five seconds), gives up the leases and disconnects. */
  stop(): Promise<void>;
}

export interface RelayOptions {
  readonly database: Database;
  readonly kafka: Kafka;
  readonly outbox: Outbox;
  readonly logger: Logger;
  readonly metrics: { readonly registry: Registry };
  /** Different for every process: two relays with one name would share their leases. */
  readonly instanceId: string;
  readonly topicPrefix?: string;
  /** How long a bucket stays with a relay that has died. Default 15,000. */
  readonly leaseMs?: number;
  /** For tests that must see what happens between acknowledgement and delete. */
  readonly producer?: Producer;
}

/** Nothing of what is left may be sent: somebody else may soon do so. */
class LeaseEnding extends Error {
  override readonly name = 'LeaseEnding';
}

/**
 * Rows of one batch; each may hold 250 events. With a row for each event, 50 rows at a time cost 1.8 times the CPU of 200
 * (client and servers; two runs that took turns on two busy cores) and 800 rows 0.6 times, but a crash may repeat them all.
 */
const BATCH = 200;
/** Many commits a second are published by fewer sends: each costs Kafka as much as some dozens of records. */
const GATHERING = { busyPerSecond: 50, pauseMs: 10, enough: 10 };
/** Published rows that wait to be deleted together; what a crash may repeat, beside the batch under way. */
const MAX_ACKNOWLEDGED = 32;
const SEND_LIMIT_MS = 5_000;
const LEASE_MS = 15_000;
const STOP_LIMIT_MS = 5_000;

/**
 * Publishes the outbox: reads the rows of its buckets in id order, sends them with one batch in flight, and deletes
 * exactly the acknowledged ones by id – never `id <= x`, because a slower transaction's smaller ids may appear later.
 * A crash between acknowledgement and delete repeats events, in order; it never loses one.
 */
export function createRelay(options: RelayOptions): Relay {
  const { database, kafka, outbox, logger, metrics, instanceId, topicPrefix = '', leaseMs = LEASE_MS } = options;
  // Leases are renewed at a third of their time, so two thirds are always left: room for one send and a margin.
  const sendLimitMs = Math.min(SEND_LIMIT_MS, leaseMs / 3);
  const neededMs = sendLimitMs + leaseMs / 15;
  const producer = options.producer ?? createProducer({ kafka, logger, lingerMs: 0, timeoutMs: sendLimitMs });
  const leases = createRelayLeases({ database, owner: instanceId, leaseMs, monotonic: () => performance.now() });
  const waker = createWaker();
  const gathering = createGathering(GATHERING);
  const acknowledged = createAcknowledged(database);
  const measure = relayMetrics(metrics.registry);
  let stopping = false;
  let running: Promise<void> | undefined;
  outbox.onRecorded(waker.wake);

  async function run(): Promise<void> {
    let refreshAt = 0;
    while (!stopping) {
      try {
        if (performance.now() >= refreshAt) {
          await leases.refresh();
          refreshAt = performance.now() + leaseMs / 3;
          await measure.backlog(database);
        }
        const published = await publishBatch();
        if (published === 0 || acknowledged.size() >= MAX_ACKNOWLEDGED) await acknowledged.remove();
        if (published >= BATCH) continue;
        if (published > 0) await gathering.after(published, BATCH);
        await waker.sleep(published > 0, refreshAt - performance.now());
      } catch (error) {
        measure.failures.inc();
        logger.warn({ err: error }, 'could not publish the outbox; trying again');
        // Whatever failed, the leases may have gone meanwhile: ask again before the next send.
        refreshAt = 0;
        await waker.pause();
      }
    }
  }

  async function publishBatch(): Promise<number> {
    const buckets = leases.heldFor(neededMs);
    if (buckets.length === 0) return 0;
    const entries = await readOutbox(database, buckets, BATCH, { recall: outbox.recall, topicPrefix, acknowledged });
    if (entries.length === 0) return 0;
    const records = entries.flatMap((entry) => entry.records);
    const refused = await sendInOrder(
      (part, mayBegin) => producer.send(part, mayBegin),
      records,
      () => mustHold(buckets),
    );
    const whole = refused.size === 0 ? entries : await withoutRefused(entries, refused);
    acknowledged.add(whole);
    for (const { batchId } of entries) if (batchId !== null) outbox.forget(batchId);
    measure.published.inc(records.length - refused.size);
    return entries.length;
  }

  /** Sets refused records aside, and gives the rows that held none of them. */
  async function withoutRefused(
    entries: readonly OutboxEntry[],
    refused: ReadonlyMap<ProducerRecord, string>,
  ): Promise<OutboxEntry[]> {
    const holdsRefused = (entry: OutboxEntry) => entry.records.some((record) => refused.has(record));
    await setAside(database, entries.filter(holdsRefused), refused, topicPrefix);
    for (const [{ topic, headers }, reason] of refused) {
      measure.refused.inc({ topic });
      logger.error({ topic, id: headers.ce_id, reason }, 'the broker refused an event; it was moved to outbox_refused');
    }
    return entries.filter((entry) => !holdsRefused(entry));
  }

  /**
   * Asked directly before each batch of a send: reading and earlier batches may have taken long. A batch may last until
   * its limit, and without that much lease left another relay could publish the same keys meanwhile.
   */
  function mustHold(buckets: readonly number[]): void {
    const held = leases.heldFor(neededMs);
    const lost = buckets.filter((bucket) => !held.includes(bucket));
    if (lost.length > 0) throw new LeaseEnding(`The leases of buckets ${lost.join(', ')} end too soon to send more`);
  }

  async function flush(): Promise<void> {
    const until = performance.now() + STOP_LIMIT_MS;
    while (performance.now() < until && (await publishBatch()) > 0);
    await acknowledged.remove();
  }

  return {
    async start() {
      await leases.refresh();
      running = run();
    },
    async stop() {
      stopping = true;
      waker.wake();
      await running;
      try {
        await flush();
      } catch (error) {
        logger.warn({ err: error }, 'could not empty the outbox before the stop; the next relay continues');
      }
      await producer.stop();
      try {
        await leases.release();
      } catch (error) {
        logger.warn({ err: error }, 'could not give up the leases; they expire by themselves');
      }
    },
  };
}

interface RelayMetrics {
  readonly published: Counter;
  readonly failures: Counter;
  readonly refused: Counter;
  backlog(database: Database): Promise<void>;
}

function relayMetrics(registry: Registry): RelayMetrics {
  const rows: Gauge = gauge(registry, 'outbox_backlog_rows', 'Rows waiting in the outbox');
  const aside: Gauge = gauge(registry, 'outbox_refused_rows', 'Events set aside because the broker refuses them');
  const age: Gauge = gauge(registry, 'outbox_oldest_seconds', 'Age of the oldest row waiting in the outbox');
  return {
    published: counter(registry, 'outbox_published_total', 'Events published and deleted'),
    failures: counter(registry, 'outbox_publish_failures_total', 'Attempts to publish that failed'),
    refused: counter(registry, 'outbox_refused_total', 'Events that the broker refuses, set aside', ['topic']),
    async backlog(database) {
      const [row] = await database.rows<{ waiting: number; oldest: number | null; refused: number }>(
        `SELECT COUNT(*) AS waiting, TIMESTAMPDIFF(MICROSECOND, MIN(created_at), UTC_TIMESTAMP(3)) / 1e6 AS oldest,
           (SELECT COUNT(*) FROM outbox_refused) AS refused FROM outbox`,
      );
      rows.set(Number(row?.waiting ?? 0));
      aside.set(Number(row?.refused ?? 0));
      age.set(Number(row?.oldest ?? 0));
    },
  };
}
