import type { CampaignId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import type { Outbox } from '@rushgraph/messaging';
import type { Logger, Metrics, Repeated } from '@rushgraph/service';
import type { Campaign } from './campaign.ts';
import { createCouponMetrics } from './coupon-metrics.ts';
import { createDatabaseHealth } from './database-health.ts';
import { createExpireCoupons } from './expire-coupons/expire-coupons.ts';
import { createRetiredQueues } from './expire-coupons/retire-queue.ts';
import { createAdmit } from './move-queue/admit.ts';
import { createCampaignMover, type MoverSettings } from './move-queue/campaign-mover.ts';
import { loadLiveCampaigns } from './move-queue/load-live-campaigns.ts';
import { createKeepLease, createTakeLease } from './move-queue/take-lease.ts';
import type { RedisClient } from './queue/redis-client.ts';
import { createRebuildQueue } from './rebuild-queue/rebuild-queue.ts';
import { createRepeat } from './repeat.ts';
import { createCampaignWriter } from './write-issues/campaign-writer.ts';
import { createIssueStream } from './write-issues/issue-stream.ts';
import { createWriteIssues } from './write-issues/write-issues.ts';

export interface QueueWorkerSettings extends MoverSettings {
  /** Different for every start of every process. */
  readonly instanceId: string;
  /** How long before its opening a campaign can be joined. */
  readonly leadMs: number;
  readonly tickMs: number;
  /** How soon others take over what a writer that died has left. */
  readonly claimAfterMs: number;
  /** How soon a new campaign is noticed, and coupons of an old one expire. */
  readonly lookMs: number;
}

export interface QueueWorkerDeps {
  readonly redis: RedisClient;
  readonly database: Database;
  readonly outbox: Outbox;
  readonly newSeed: () => string;
  readonly monotonic: () => number;
  readonly settings: QueueWorkerSettings;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export interface QueueWorker {
  start(): void;
  /** Nothing of it runs afterwards; what is not written yet is written by others, or after the next start. */
  stop(): Promise<void>;
}

/** So often it is looked for issued coupons to write, unless the queue moves more often. */
const WRITE_EVERY_MS = 100;

/** What happens behind the API: queues move, what they issue is written, and coupons expire. */
export function createQueueWorker(deps: QueueWorkerDeps): QueueWorker {
  const { redis, database, outbox, newSeed, monotonic, settings, logger, metrics } = deps;
  const couponMetrics = createCouponMetrics(metrics);
  const health = createDatabaseHealth(database, logger, metrics);
  const lease = { redis, owner: settings.instanceId, leaseMs: settings.leaseMs };
  const takeLease = createTakeLease({ ...lease, newSeed });
  const keepLease = createKeepLease(lease);
  const admit = createAdmit(redis);
  const rebuild = createRebuildQueue({ redis, database, logger, metrics: couponMetrics });
  const write = createWriteIssues({ database, outbox });
  const { isOver, retire } = createRetiredQueues(redis);
  const expire = createExpireCoupons({ database, outbox, isOver, retire, metrics: couponMetrics });
  const repeat = createRepeat(logger);
  const queues = new Map<CampaignId, readonly Repeated[]>();
  let always: readonly Repeated[] = [];
  let hasStopped = false;

  function startQueue(campaign: Campaign): readonly Repeated[] {
    const parts = { campaign, monotonic, logger, metrics: couponMetrics, isDatabaseHealthy: health.isHealthy };
    const move = createCampaignMover({ ...parts, takeLease, keepLease, admit, rebuild, settings });
    const stream = createIssueStream(redis, campaign.id, settings.instanceId);
    const { claimAfterMs } = settings;
    const { guarded } = health;
    const writeNext = createCampaignWriter({
      ...parts,
      stream,
      write,
      guarded,
      claimAfterMs,
      hasStopped: () => hasStopped,
    });
    return [
      repeat('move-queue', settings.tickMs, async () => {
        await move();
        return false;
      }),
      repeat('write-issues', Math.min(settings.tickMs, WRITE_EVERY_MS), writeNext),
    ];
  }

  /** Starts what has become live since the last look, and stops what has ended. */
  async function look(): Promise<boolean> {
    const live = new Map((await loadLiveCampaigns(database, settings.leadMs)).map((one) => [one.id, one]));
    for (const [id, campaign] of live) if (!queues.has(id)) queues.set(id, startQueue(campaign));
    for (const [id, parts] of queues) {
      if (live.has(id)) continue;
      queues.delete(id);
      couponMetrics.unwritten.remove({ campaign: id });
      await Promise.all(parts.map((part) => part.stop()));
    }
    return false;
  }

  return {
    start() {
      always = [
        repeat('probe-database', settings.lookMs / 2, async () => {
          await health.probe();
          return false;
        }),
        repeat('find-queues', settings.lookMs, look),
        repeat('expire-coupons', settings.lookMs, expire),
      ];
    },
    async stop() {
      hasStopped = true;
      await Promise.all(always.map((part) => part.stop()));
      await Promise.all([...queues.values()].flat().map((part) => part.stop()));
    },
  };
}
