import type { CampaignId } from '@rushgraph/contracts';
import { connectionFrom, cursorId, cursorInstant, defineCursor, parsePage } from '@rushgraph/service';
import type { QueryResolvers } from '../generated/graphql.ts';
import { type CampaignPageStart, loadCampaignPage } from './load-page.ts';

const campaignCursors = defineCursor<CampaignPageStart>('campaigns', {
  opensAt: cursorInstant,
  id: cursorId<CampaignId>(),
});

/** Campaigns for everybody, the latest to open first. */
export const listCampaigns: NonNullable<QueryResolvers['campaigns']> = async (_parent, args, { database }, info) => {
  const page = parsePage(args, campaignCursors, info);
  const filter = { state: args.state ?? undefined };
  const campaigns = await loadCampaignPage(database, filter, page.limit + 1, page.after);
  return connectionFrom(campaigns, page, ({ opensAt, id }) => ({ opensAt, id }));
};
