import { type CampaignId, parseId } from '@rushgraph/contracts';
import { type Campaign, stateOf } from '../campaign.ts';
import type { Context } from '../context.ts';
import type { CampaignResolvers } from '../generated/graphql.ts';

/** A campaign for everybody; null when there is none. */
export async function showCampaign(id: string, { campaigns }: Context): Promise<Campaign | null> {
  const campaignId = parseId<CampaignId>(id);
  return campaignId === null ? null : campaigns.load(campaignId);
}

export const campaignFields: CampaignResolvers = {
  __resolveReference: ({ id }, context) => showCampaign(id, context),
  remaining: ({ quantity, issued }) => quantity - issued,
  state: (campaign) => stateOf(campaign),
};
