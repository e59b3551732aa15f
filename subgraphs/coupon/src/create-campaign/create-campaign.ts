import type { CampaignId } from '@rushgraph/contracts';
import { requireAdmin } from '@rushgraph/identity';
import { validateInput } from '@rushgraph/service';
import type { Campaign } from '../campaign.ts';
import type { MutationResolvers } from '../generated/graphql.ts';
import { insertCampaign } from './insert-campaign.ts';
import { campaignInput } from './validate-campaign.ts';

/** An administrator announces a campaign. */
export const createCampaign: NonNullable<MutationResolvers['createCampaign']> = async (
  _parent,
  { input },
  { viewer, database, newId, now, currency },
) => {
  requireAdmin(viewer);
  const checked = validateInput(campaignInput(currency), input);
  if (!checked.ok) return checked.problem;
  const campaign: Campaign = { id: newId<CampaignId>(), ...checked.value, issued: 0 };
  await insertCampaign(database, campaign, now());
  return { __typename: 'CreateCampaignSuccess', campaign };
};
