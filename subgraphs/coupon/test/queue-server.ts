import type { Campaign } from '../src/campaign.ts';
import { createAdmit } from '../src/move-queue/admit.ts';
import { createTakeLease } from '../src/move-queue/take-lease.ts';
import { queueKeys } from '../src/queue/queue-keys.ts';
import { type CouponFixture, SEED } from './coupon-fixture.ts';

/** Moves the queue of a campaign that is open, when a test says so. */
export async function queueServer({ redis }: Pick<CouponFixture, 'redis'>, campaign: Campaign) {
  const { state } = queueKeys(campaign.id);
  const admit = createAdmit(redis);
  const newSeed = () => SEED;
  const token = await createTakeLease({ redis, owner: 'mover', leaseMs: 60_000, newSeed })(campaign);
  const info = String(await redis.call('EVAL', "return redis.call('INFO', 'server')", 1, state));
  await redis.hset(state, { gate: 'OPEN', run: /run_id:(\w+)/.exec(info)?.[1] ?? '', epoch: '1' });
  return {
    /** Gives the next ones their coupons. */
    async issue(most: number): Promise<void> {
      const serving = Number((await redis.hget(state, 'serving')) ?? 0);
      await admit(campaign.id, { token: token ?? '', serving, most, mostUnwritten: 1_000_000, pace: 10 });
    },
  };
}
