import type { Tx } from '@rushgraph/database';
import {
  type Batch,
  type ConsumedRecord,
  type Consumer,
  createConsumer,
  InvalidEvent,
  type MysqlConsumerOptions,
} from '@rushgraph/messaging';
import { createIdleAdvance } from './idle-advance.ts';
import { verifyPartitions } from './verify-partitions.ts';
import { windowMetrics } from './window-metrics.ts';
import {
  type Aggregation,
  foldWindows,
  type SideOutput,
  type WindowInput,
  type WindowResult,
  type WindowSettings,
  type WindowState,
  type WindowStep,
} from './window-state.ts';
import { createWindowStore } from './window-store.ts';

const nothing = { results: [], side: [] };

/** A record that is no tombstone. */
export type WindowRecord<E> = ConsumedRecord<E> & { readonly data: E };

export interface TumblingWindowOptions<E, V, A>
  extends Omit<MysqlConsumerOptions<E>, 'handle' | 'replicas' | 'onMembership' | 'now'> {
  /** Names the stored state. Another name begins anew. */
  readonly topology: string;
  /** Tells this process from every other that runs. */
  readonly instanceId: string;
  readonly settings: WindowSettings;
  readonly aggregation: Aggregation<V, A>;
  /** Reads an aggregate as JSON left it. A zod schema does. */
  readonly aggregate: { parse(value: unknown): A };
  /** What a record counts, and at what time; a time of null is that of its arrival. Its key is the window's. */
  readonly input: (record: WindowRecord<E>) => Pick<WindowInput<V>, 'value' | 'timestamp'>;
  /** Leaves out what was counted before: a topic can hold a record twice. Default: all are new. */
  readonly admit?: (records: readonly WindowRecord<E>[], tx: Tx) => Promise<readonly WindowRecord<E>[]>;
  /** Takes final results, in the transaction that closes their windows. */
  readonly onResults: (results: readonly WindowResult<A>[], tx: Tx) => Promise<void>;
  /** Takes what came too late or from too far ahead, in the transaction that moves its offset. */
  readonly onSide: (side: readonly SideOutput<V>[], tx: Tx) => Promise<void>;
  readonly now: () => Date;
  /** How often idle partitions are looked after. Default 500. */
  readonly tickMs?: number;
}

/**
 * A tumbling window over streams of equal keys, with its state in MySQL: offset, windows and what follows from them are
 * one transaction, so whatever is killed, results + side outputs + open windows are the inputs. A window gives one final
 * result, `key:windowStart`. A bug in its handlers ends the process: a record would be blamed for what others had left.
 */
export function createTumblingWindow<E, V, A>(options: TumblingWindowOptions<E, V, A>): Consumer {
  const { settings, aggregation, admit = admitAll, input, onResults, onSide, now, metrics, topology } = options;
  const store = createWindowStore({ topology, settings, aggregate: options.aggregate });
  const measure = windowMetrics(metrics.registry, topology);
  const { kafka, definitions, topicPrefix = '', onFatal, logger, database } = options;
  const topics = definitions.map(({ topic }) => topicPrefix + topic);
  const idle = createIdleAdvance({
    database,
    store,
    settings,
    owner: options.instanceId,
    onResults,
    now,
    tickMs: options.tickMs ?? 500,
    logger,
    measure,
    onFatal,
  });

  async function fold({ partition, records }: Batch<E>, tx: Tx): Promise<void> {
    const at = now().getTime();
    const opened = await store.open(tx, partition, at);
    const admitted = await admit(records.map(refuseTombstone), tx);
    const inputs = admitted.map((record) => ({ ...input(record), key: record.key }));
    const step = inputs.length === 0 ? nothing : await count(partition, opened.state, inputs, at, tx);
    const results = [...opened.results, ...step.results];
    if (step.side.length > 0) await onSide(step.side, tx);
    if (results.length > 0) await onResults(results, tx);
    tx.onCommit(() => {
      const late = step.side.filter(({ reason }) => reason === 'LATE').length;
      measure.records('late', late);
      measure.records('future', step.side.length - late);
      measure.records('repeated', records.length - admitted.length);
      measure.records('counted', inputs.length - step.side.length);
      measure.results(results.length);
    });
  }

  async function count(
    partition: number,
    state: WindowState<A>,
    inputs: readonly WindowInput<V>[],
    at: number,
    tx: Tx,
  ): Promise<Omit<WindowStep<V, A>, 'state'>> {
    const before = await store.load(tx, partition, state, { inputs, now: at });
    const step = foldWindows(before, inputs, at, settings, aggregation);
    await store.save(tx, partition, before, step.state);
    return step;
  }

  const consumer = createConsumer({
    onBug: 'exit',
    ...options,
    handle: fold,
    onMembership(assigned) {
      const [partitions = [], ...others] = topics.map((topic) => [...(assigned[topic] ?? [])].sort());
      // The windows of a key are in one place: partition p of every topic belongs to one member.
      const apart = others.find((other) => other.join() !== partitions.join());
      if (apart === undefined) idle.confirm(partitions);
      else onFatal(new Error(`Partitions ${partitions} and ${apart} of joined topics were assigned to one member`));
    },
  });
  return {
    async start() {
      await verifyPartitions(kafka, topics);
      await consumer.start();
      idle.start();
    },
    async stop() {
      await consumer.stop();
      await idle.stop();
    },
    ready: () => consumer.ready(),
    behind: () => consumer.behind(),
  };
}

async function admitAll<E>(records: readonly WindowRecord<E>[]): Promise<readonly WindowRecord<E>[]> {
  return records;
}

function refuseTombstone<E>(record: ConsumedRecord<E>): WindowRecord<E> {
  const { data } = record;
  if (data === null) throw new InvalidEvent(record, 'a window counts no tombstones');
  return { ...record, data };
}
