import { type CampaignId, deriveId } from '@rushgraph/contracts';
import { createMetrics } from '@rushgraph/service';
import { silentLogger } from '@rushgraph/testkit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCouponMetrics } from '../coupon-metrics.ts';
import { createCampaignMover } from './campaign-mover.ts';

const LEASE_MS = 30;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setImmediate', 'clearImmediate'] }));
afterEach(() => void vi.useRealTimers());

/** A mover whose queue is being compared until it is told that this has ended. */
function comparing() {
  const comparison = Promise.withResolvers<boolean>();
  const seen = { kept: 0, isHealthy: true };
  const move = createCampaignMover({
    campaign: {
      id: deriveId<CampaignId>('campaign', 'large'),
      quantity: 1_000_000,
      opensAt: new Date(0),
      closesAt: new Date(1),
    },
    takeLease: async () => 'token',
    async keepLease() {
      seen.kept += 1;
      // One that is not answered changes nothing.
      if (seen.kept === 2) throw new Error('away');
    },
    rebuild: () => comparison.promise,
    admit: async () => ({ kind: 'SHUT' }),
    isDatabaseHealthy: () => seen.isHealthy,
    settings: { ratePerSecond: 1, mostUnwritten: 1, leaseMs: LEASE_MS },
    monotonic: () => 0,
    metrics: createCouponMetrics(createMetrics('coupon', { defaults: false })),
    logger: silentLogger(),
  });
  return { ...comparison, seen, moved: move() };
}

describe('a comparison of a campaign that takes longer than a lease lasts', () => {
  it('keeps the lease until it has ended, and no longer', async () => {
    const { moved, resolve, seen } = comparing();
    await vi.advanceTimersByTimeAsync(2 * LEASE_MS);
    expect(seen.kept).toBeGreaterThanOrEqual(5);
    resolve(true);
    await moved;
    const { kept } = seen;
    await vi.advanceTimersByTimeAsync(2 * LEASE_MS);
    expect(seen.kept).toBe(kept);
  });

  it('keeps it no longer either when it fails', async () => {
    const { moved, reject, seen } = comparing();
    await vi.advanceTimersByTimeAsync(LEASE_MS);
    reject(new Error('MySQL is away'));
    await expect(moved).rejects.toThrow('MySQL is away');
    const { kept } = seen;
    await vi.advanceTimersByTimeAsync(2 * LEASE_MS);
    expect(seen.kept).toBe(kept);
  });

  it('leaves the queue to others while MySQL does not answer', async () => {
    const { moved, resolve, seen } = comparing();
    seen.isHealthy = false;
    await vi.advanceTimersByTimeAsync(2 * LEASE_MS);
    expect(seen.kept).toBe(0);
    resolve(true);
    await moved;
  });
});
