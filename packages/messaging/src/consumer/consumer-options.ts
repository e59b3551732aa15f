import type { GatheringOptions } from '@rushgraph/concurrency';
import type { Kafka, PartitionAssigner } from 'kafkajs';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { EventDefinition } from '../event/event.ts';
import type { Assigned, Replica } from './replica.ts';
import type { OnBug } from './take-steps.ts';

export interface Consumer {
  /** Resolves when the group has been joined. */
  start(): Promise<void>;
  /** Finishes the batches in hand, leaves the group, disconnects. */
  stop(): Promise<void>;
  /** Whether it is a member of its group, with its replicas caught up: then it handles what comes. */
  ready(): boolean;
  /** How far it was behind when that was last measured; undefined before. */
  behind(): Behind | undefined;
}

/** How many records of its partitions a consumer has not taken yet. */
export interface Behind {
  readonly records: number;
  /** By topic, those that have any. */
  readonly topics: Readonly<Record<string, number>>;
  readonly measuredAt: Date;
}

/** How far several consumers of one process are behind together; undefined until all of them know. */
export function sumBehind(parts: readonly (Behind | undefined)[]): Behind | undefined {
  const known = parts.filter((part) => part !== undefined);
  if (known.length === 0 || known.length < parts.length) return undefined;
  return {
    records: known.reduce((sum, { records }) => sum + records, 0),
    topics: Object.assign({}, ...known.map(({ topics }) => topics)),
    measuredAt: new Date(Math.min(...known.map(({ measuredAt }) => measuredAt.getTime()))),
  };
}

export interface ConsumerOptions<E> {
  readonly kafka: Kafka;
  /** Consumer group. */
  readonly group: string;
  readonly definitions: readonly EventDefinition<E>[];
  readonly logger: Logger;
  readonly metrics: { readonly registry: Registry };
  /** The consumer cannot go on: the process should end, and be started again. */
  readonly onFatal: (error: unknown) => void;
  readonly now?: () => Date;
  readonly topicPrefix?: string;
  readonly groupPrefix?: string;
  /** Default `dead-letter`. */
  readonly onBug?: OnBug;
  /**
   * Records of a partition per transaction at most, and of all partitions that are handled together. Default 500: by
   * 100 a record cost 104 µs of CPU, client and servers, by 500 69 and by 2,000 62 (means of two runs, busy computer).
   */
  readonly maxBatch?: number;
  /**
   * Asked before every transaction: its records at most, if that is less than `maxBatch`. While it is one, nothing is
   * handled together: partitions have transactions of their own beside each other.
   */
  readonly mostPerTransaction?: () => number;
  /** When records gather between transactions. Default: while more than 100 come in a second, until 25 have come or for 25 ms. */
  readonly gathering?: Pick<GatheringOptions, 'busyPerSecond' | 'pauseMs' | 'enough' | 'fromBeginning'>;
  /** Records without a value are passed over: to the handler the end of a key means nothing. Default false. */
  readonly skipsTombstones?: boolean;
  /** How long Kafka waits for a dead member. Default 10,000. */
  readonly sessionTimeoutMs?: number;
  /** How many partitions are handled at once, unless they are handled together. Default 4. */
  readonly concurrency?: number;
  /** How often the lag is measured. Default 5,000. */
  readonly lagEveryMs?: number;
  /** Topics held in memory, up to date before records of the same partitions are handled. */
  readonly replicas?: readonly Replica[];
  /**
   * Told what is assigned to this member each time the broker confirms it, which is with every heartbeat; told that it is
   * nothing when a rebalance begins, at a crash and at the stop. A member that was cut off is not confirmed.
   */
  readonly onMembership?: (assigned: Assigned) => void;
  /** Default: ours, which gives partition p of all topics to one member. */
  readonly assigners?: readonly PartitionAssigner[];
}
