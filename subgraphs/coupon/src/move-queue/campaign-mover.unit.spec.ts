import { type CampaignId, deriveId } from '@rushgraph/contracts';
import { createMetrics } from '@rushgraph/service';
import { silentLogger } from '@rushgraph/testkit';
import { expect, it } from 'vitest';
import { createCouponMetrics } from '../coupon-metrics.ts';
import { type CampaignMoverDeps, createCampaignMover } from './campaign-mover.ts';

function mover(changes: Pick<CampaignMoverDeps, 'takeLease' | 'rebuild'>) {
  return createCampaignMover({
    campaign: {
      id: deriveId<CampaignId>('campaign', 'large'),
      quantity: 1_000_000,
      opensAt: new Date(0),
      closesAt: new Date(1),
    },
    admit: async () => ({ kind: 'SHUT' }),
    isDatabaseHealthy: () => true,
    settings: { ratePerSecond: 1, mostUnwritten: 1, leaseMs: 30 },
    monotonic: () => 0,
    metrics: createCouponMetrics(createMetrics('coupon', { defaults: false })),
    logger: silentLogger(),
    ...changes,
  });
}

it('keeps its lease while it compares a campaign that takes longer than a lease lasts', async () => {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  let taken = 0;
  const move = mover({
    async takeLease() {
      taken += 1;
      if (taken === 3) resolve(true);
      // One that is not answered changes nothing.
      if (taken === 2) throw new Error('away');
      return 'token';
    },
    rebuild: () => promise,
  });
  await move();
  expect(taken).toBeGreaterThanOrEqual(3);
});
