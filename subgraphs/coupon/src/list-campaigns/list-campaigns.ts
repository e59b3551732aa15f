import type { CampaignId } from '@rushgraph/contracts';
import { connectionFrom, parsePage } from '@rushgraph/service';
import type { QueryResolvers } from '../generated/graphql.ts';
import { readPageStart } from '../page-start.ts';
import { type CampaignPageStart, loadCampaignPage } from './load-page.ts';

/** Campaigns for everybody, the latest to open first. */
export const listCampaigns: NonNullable<QueryResolvers['campaigns']> = async (_parent, args, { database, now }) => {
  const page = parsePage(args, 2);
  const filter = { state: args.state ?? undefined, now: now() };
  const campaigns = await loadCampaignPage(database, filter, page.limit + 1, page.after && startOf(page.after));
  const connection = connectionFrom(campaigns, page, ({ opensAt, id }) => [opensAt.toISOString(), id]);
  return { ...connection, edges: [...connection.edges], nodes: [...connection.nodes] };
};

function startOf(cursor: readonly string[]): CampaignPageStart {
  const { at, id } = readPageStart(cursor);
  return { opensAt: at, id: id as CampaignId };
}
