import { placeSettingAt } from '@rushgraph/discovery';
import { LOOK_UP_SETTINGS, policySetting } from '@rushgraph/resilience';
import {
  consumerSettings,
  databaseSettings,
  type Environment,
  idempotencySettings,
  loadConfig,
  subgraphSettings,
  viewerKeysSettings,
  wholeNumber,
} from '@rushgraph/service';
import { z } from 'zod';
import type { OrderWorkerSettings } from './worker.ts';

const settings = z.object({
  ...subgraphSettings(4003),
  ...databaseSettings('order'),
  ...consumerSettings,
  ...idempotencySettings,
  ...viewerKeysSettings(['item']),
  /** The item service, asked directly about overdue orders. */
  ITEM_URL: placeSettingAt(4002),
  /** How asking the item service is bounded, retried and broken off; what differs, as in `failurePercent=40,tries=2`. */
  ITEM_POLICY: policySetting({ ...LOOK_UP_SETTINGS, timeLimitMs: 2_000 }),
  /** How long all tries for one order may take together. */
  ITEM_LOOK_UP_MS: wholeNumber(1, 60_000).default(8_000),

  /** Which engine places an order: `outbox`, `streams`, or how many of 100 orders the streams engine gets. */
  ORDER_ENGINE: z
    .string()
    .default('outbox')
    .transform((text) => ({ outbox: 0, streams: 100 })[text] ?? (/^\d{1,3}$/.test(text) ? Number(text) : Number.NaN))
    .refine(
      (share) => share >= 0 && share <= 100,
      'must be outbox, streams, or a share of the streams engine from 0 to 100',
    ),
  /** How long MySQL may take to commit an order before the other engine gets it. */
  COMMIT_TIMEOUT_MS: wholeNumber(1, 60_000).default(3_000),
  /** How long Kafka may take to acknowledge an order before the other engine gets it. */
  PUBLISH_TIMEOUT_MS: wholeNumber(1, 60_000).default(3_000),
  /** How long MySQL may take to say that it does not have an order that is to go to Kafka. */
  STORED_CHECK_TIMEOUT_MS: wholeNumber(1, 60_000).default(500),

  /** How long the first order of a group waits for others to share its transaction with. */
  PLACE_GROUP_WAIT_MS: wholeNumber(0, 1_000).default(1),
  PLACE_GROUP_SIZE: wholeNumber(1, 1_000).default(250),
  /** Groups written at the same time. */
  PLACE_GROUPS: wholeNumber(1, 32).default(2),
  /** While more orders than this come in a second, each group is followed by a pause in which they gather. */
  PLACE_BUSY_PER_SECOND: wholeNumber(1, 1_000_000).default(100),
  PLACE_GATHER_MS: wholeNumber(0, 1_000).default(10),
  /** Orders that may wait for a group; more are told to come again. */
  PLACE_QUEUE: wholeNumber(1, 1_000_000).default(10_000),

  /** From placing an order to asking after its result. */
  OVERDUE_AFTER_MS: wholeNumber(1, 600_000).default(5_000),
  OVERDUE_POLL_MS: wholeNumber(1, 60_000).default(500),
  OVERDUE_RETRY_MS: wholeNumber(1, 600_000).default(2_000),
  OVERDUE_LEASE_MS: wholeNumber(1, 600_000).default(15_000),
  OVERDUE_BATCH: wholeNumber(1, 1_000).default(20),
  /** No order is given up before this age, which the item service says that it has never heard of. */
  GIVE_UP_AFTER_MS: wholeNumber(1, 3_600_000).default(30_000),
  /** The same while the item service cannot be asked. It may only be overloaded, and decides in the end what was requested. */
  GIVE_UP_UNHEARD_AFTER_MS: wholeNumber(1, 86_400_000).default(3_600_000),
  /** How long a stock result waits for its order before the stock is given back. */
  PARKED_GRACE_MS: wholeNumber(1, 3_600_000).default(60_000),
});

const schema = settings.refine(({ OVERDUE_LEASE_MS, ITEM_LOOK_UP_MS }) => OVERDUE_LEASE_MS > ITEM_LOOK_UP_MS, {
  path: ['OVERDUE_LEASE_MS'],
  message: 'must be longer than ITEM_LOOK_UP_MS, or an order is taken on twice',
});

export type OrderConfig = z.infer<typeof schema>;

/** Reads the settings of the order service; all problems are reported at once. */
export function orderConfig(env: Environment): OrderConfig {
  return loadConfig(schema, env);
}

export function outboxEngineSettings(config: OrderConfig) {
  return {
    ...groupSettings(config),
    checkAfterMs: config.OVERDUE_AFTER_MS,
    commitTimeoutMs: config.COMMIT_TIMEOUT_MS,
  };
}

export function streamsEngineSettings(config: OrderConfig) {
  return {
    ...groupSettings(config),
    topicPrefix: config.KAFKA_TOPIC_PREFIX,
    publishTimeoutMs: config.PUBLISH_TIMEOUT_MS,
    checkTimeoutMs: config.STORED_CHECK_TIMEOUT_MS,
  };
}

function groupSettings(config: OrderConfig) {
  return {
    groupWaitMs: config.PLACE_GROUP_WAIT_MS,
    maxGroup: config.PLACE_GROUP_SIZE,
    maxQueued: config.PLACE_QUEUE,
    maxInFlight: config.PLACE_GROUPS,
    gathering: { busyPerSecond: config.PLACE_BUSY_PER_SECOND, pauseMs: config.PLACE_GATHER_MS },
  };
}

export function workerSettings(config: OrderConfig, instanceId: string): OrderWorkerSettings {
  return {
    topicPrefix: config.KAFKA_TOPIC_PREFIX,
    groupPrefix: config.KAFKA_GROUP_PREFIX,
    instanceId,
    sessionTimeoutMs: config.KAFKA_SESSION_TIMEOUT_MS,
    parkedGraceMs: config.PARKED_GRACE_MS,
    keyDays: config.IDEMPOTENCY_KEY_DAYS,
    reconciliation: {
      everyMs: config.OVERDUE_POLL_MS,
      checkAfterMs: config.OVERDUE_AFTER_MS,
      retryAfterMs: config.OVERDUE_RETRY_MS,
      giveUpAfterMs: config.GIVE_UP_AFTER_MS,
      giveUpUnheardAfterMs: config.GIVE_UP_UNHEARD_AFTER_MS,
      leaseMs: config.OVERDUE_LEASE_MS,
      batchSize: config.OVERDUE_BATCH,
    },
  };
}

export function itemKey({ VIEWER_KEYS }: OrderConfig): Buffer {
  const key = VIEWER_KEYS.get('item');
  if (key === undefined) throw new Error('The settings were read without the key of the item service');
  return key;
}
