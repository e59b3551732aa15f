import { forNobody } from '@rushgraph/concurrency';
import type { CampaignId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import type { Campaign } from '../campaign.ts';
import { loadCampaigns } from '../db/campaign-rows.ts';

/** What never changes of a campaign once it is announced. */
export type KnownCampaign = Pick<Campaign, 'id' | 'mode' | 'quantity' | 'opensAt' | 'closesAt'>;

const MOST_KNOWN = 1_000;

/**
 * Finds campaigns, each in MySQL once: 50,000 customers who join do not ask it 50,000 times. What does not exist is looked
 * for every time, because it may be made.
 */
export function createKnownCampaigns(database: Database): (id: CampaignId) => Promise<KnownCampaign | null> {
  const known = new Map<CampaignId, Promise<KnownCampaign | null>>();

  async function load(id: CampaignId): Promise<KnownCampaign | null> {
    const campaign = (await loadCampaigns(database, [id])).get(id);
    if (campaign === undefined) return null;
    const { mode, quantity, opensAt, closesAt } = campaign;
    return { id, mode, quantity, opensAt, closesAt };
  }

  return async (id) => {
    const found = known.get(id);
    if (found !== undefined) return found;
    // All who come meanwhile wait for it, whether or not the first one leaves.
    const loading = forNobody(() => load(id));
    known.set(id, loading);
    const [oldest] = known.keys();
    if (known.size > MOST_KNOWN && oldest !== undefined) known.delete(oldest);
    try {
      const campaign = await loading;
      if (campaign === null) known.delete(id);
      return campaign;
    } catch (error) {
      known.delete(id);
      throw error;
    }
  };
}
