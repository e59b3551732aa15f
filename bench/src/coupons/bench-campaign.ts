import { join } from 'node:path';
import type { CampaignId } from '@rushgraph/contracts';
import type { NewCampaign } from '@rushgraph/coupon/campaigns';
import { root } from '../harness/bench-servers.ts';

export const migrations = join(root, 'subgraphs/coupon/migrations');
const HOUR_MS = 3_600_000;

/** A QUEUED campaign that is open for an hour; later when it opens in so many milliseconds. */
export function benchCampaign(id: CampaignId, quantity: number, opensInMs = -1_000): NewCampaign {
  const opensAt = new Date(Date.now() + opensInMs);
  return {
    id,
    name: 'Rush',
    discount: { amount: 5_000, currency: 'KRW' },
    mode: 'QUEUED',
    quantity,
    issued: 0,
    opensAt,
    closesAt: new Date(opensAt.getTime() + HOUR_MS),
  };
}
