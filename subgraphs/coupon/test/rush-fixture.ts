import { createMetrics, type Metrics } from '@rushgraph/service';
import { silentLogger } from '@rushgraph/testkit';
import type { Campaign } from '../src/campaign.ts';
import type { CouponRow } from '../src/db/coupon-rows.ts';
import { queueKeys } from '../src/queue/queue-keys.ts';
import { createQueueWorker, type QueueWorker, type QueueWorkerDeps } from '../src/queue-worker.ts';
import { readStreamed } from '../src/rebuild-queue/read-streamed.ts';
import { type AnyRedis, couponFixture, SEED, user } from './coupon-fixture.ts';

export type RushFixture = Awaited<ReturnType<typeof rushFixture>>;

/** Quick, so that a takeover fits into a test. */
const SETTINGS = {
  leadMs: 600_000,
  ratePerSecond: 100_000,
  mostUnwritten: 20_000,
  tickMs: 20,
  leaseMs: 1_000,
  claimAfterMs: 1_000,
  lookMs: 100,
};
let made = 0;

export interface WorkerChanges extends Partial<Omit<QueueWorkerDeps, 'settings'>> {
  readonly settings?: Partial<QueueWorkerDeps['settings']>;
}

/** The coupon subgraph with workers that tests start and stop, on the stores of a test file. */
export async function rushFixture(store: AnyRedis) {
  const shop = await couponFixture(store);
  const workers: QueueWorker[] = [];

  function startWorker({ settings, ...changes }: WorkerChanges = {}): { worker: QueueWorker; metrics: Metrics } {
    const metrics = createMetrics('coupon', { defaults: false });
    const worker = createQueueWorker({
      redis: store.redis,
      database: shop.database,
      outbox: shop.outbox,
      newSeed: () => SEED,
      monotonic: () => performance.now(),
      logger: silentLogger(),
      metrics,
      settings: { ...SETTINGS, instanceId: `worker-${made++}`, ...settings },
      ...changes,
    });
    worker.start();
    workers.push(worker);
    return { worker, metrics };
  }

  return {
    ...shop,
    store,
    startWorker,
    async stopWorkers() {
      await Promise.all(workers.splice(0).map((worker) => worker.stop()));
    },
    join: (campaign: Campaign, name: string) => shop.queue.join(campaign, user(name)),
    async state(campaign: Campaign, name: string) {
      const [facts] = await shop.queue.findTickets(campaign.id, [{ userId: user(name) }]);
      return facts === undefined ? undefined : shop.queue.view(facts).state;
    },
    /** The campaign's coupons in the order in which they were given out. */
    rows: (campaign: Campaign) =>
      shop.database.rows<CouponRow>('SELECT * FROM coupon WHERE campaign_id = ? ORDER BY place', [campaign.id]),
    /** How many coupons each store knows of. */
    async counts(campaign: Campaign) {
      const keys = queueKeys(campaign.id);
      return {
        campaign: await shop.issued(campaign),
        rows: (await this.rows(campaign)).length,
        events: (await shop.events()).filter(({ campaignId }) => campaignId === campaign.id).length,
        redis: await store.redis.hlen(keys.issued),
        unwritten: (await readStreamed(store.redis, keys, 1_000)).length,
        dead: await store.redis.xlen(keys.dead),
      };
    },
  };
}
