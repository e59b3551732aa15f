import type { CampaignId } from '@rushgraph/contracts';
import { requireAdmin } from '@rushgraph/identity';
import { validateInput } from '@rushgraph/service';
import type { MutationResolvers } from '../generated/graphql.ts';
import { insertCampaign, type NewCampaign } from './insert-campaign.ts';
import { campaignInput } from './validate-campaign.ts';

/** An administrator announces a campaign. */
export const createCampaign: NonNullable<MutationResolvers['createCampaign']> = async (
  _parent,
  { input },
  { viewer, database, newId, now, currency, campaigns },
) => {
  requireAdmin(viewer);
  const checked = validateInput(campaignInput(currency), input);
  if (!checked.ok) return checked.problem;
  const made: NewCampaign = { id: newId<CampaignId>(), ...checked.value, issued: 0 };
  await insertCampaign(database, made, now());
  const campaign = await campaigns.load(made.id);
  if (campaign === null) throw new Error(`Campaign ${made.id} is gone`);
  return { __typename: 'CreateCampaignSuccess', campaign };
};
