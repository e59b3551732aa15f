import { type CampaignId, deriveId, type UserId } from '@rushgraph/contracts';
import { createCouponMetrics, createDirectIssuer, insertCampaign, loadCampaigns } from '@rushgraph/coupon/campaigns';
import { createOutbox } from '@rushgraph/messaging';
import { createClock, createIds, createMetrics } from '@rushgraph/service';
import { benchCampaign, migrations } from './bench-campaign.ts';
import type { IssueWay } from './issue-way.ts';

/** `issueCoupon` of a DIRECT campaign: a guarded update, with the coupon and its event. */
export const directWay: IssueWay = {
  name: 'direct: guarded update in MySQL',
  async start(servers, { most }) {
    const { database } = await servers.database('direct', migrations);
    const now = createClock();
    const outbox = createOutbox({ source: 'coupon', newId: createIds(now), now });
    const metrics = createCouponMetrics(createMetrics('coupon', { defaults: false }));
    const issuer = createDirectIssuer({ database, outbox, metrics });
    const id = deriveId<CampaignId>('bench-direct');
    await insertCampaign(database, { ...benchCampaign(id, most), mode: 'DIRECT' }, now());
    const campaign = (await loadCampaigns(database, [id])).get(id);
    if (campaign === undefined) throw new Error('The campaign is not there');
    return {
      async issue(index) {
        const userId = deriveId<UserId>('bench', String(index));
        const outcome = await issuer.issue({ campaign, userId, traceparent: undefined });
        if (outcome.kind !== 'issued') throw new Error(`Customer ${index} got no coupon`);
      },
      async verify(issued) {
        const counted = (await loadCampaigns(database, [id])).get(id)?.issued;
        if (counted !== issued) throw new Error(`${counted} coupons are gone instead of ${issued}`);
      },
      stop: async () => undefined,
    };
  },
};
