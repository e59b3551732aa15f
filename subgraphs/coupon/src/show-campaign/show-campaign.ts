import { type CampaignId, isId } from '@rushgraph/contracts';
import { type Campaign, stateOf } from '../campaign.ts';
import type { Context } from '../context.ts';
import type { CampaignResolvers } from '../generated/graphql.ts';

/** A campaign for everybody; null when there is none. */
export async function showCampaign(id: string, { campaigns }: Context): Promise<Campaign | null> {
  return isId(id) ? campaigns.load(id as CampaignId) : null;
}

export const campaignFields: CampaignResolvers = {
  __resolveReference: ({ id }, context) => showCampaign(id, context),
  remaining: ({ quantity, issued }) => quantity - issued,
  state: (campaign) => stateOf(campaign),
};
