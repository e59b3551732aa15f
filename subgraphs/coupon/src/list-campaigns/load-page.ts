import type { CampaignId } from '@rushgraph/contracts';
import type { Sql } from '@rushgraph/database';
import { type Campaign, type CampaignState, conditionOf } from '../campaign.ts';
import { CAMPAIGN_COLUMNS, type CampaignRow, campaignOf } from '../db/campaign-rows.ts';

/** The campaign a page starts after. Neither part of it ever changes. */
export interface CampaignPageStart {
  readonly opensAt: Date;
  readonly id: CampaignId;
}

export interface CampaignFilter {
  /** Campaigns that are in this state when they are read; all without it. */
  readonly state: CampaignState | undefined;
}

/** Campaigns, the latest to open first; up to `limit` of them after `start`. */
export async function loadCampaignPage(
  sql: Sql,
  { state }: CampaignFilter,
  limit: number,
  start?: CampaignPageStart,
): Promise<Campaign[]> {
  const conditions = [
    ...(state === undefined ? [] : [{ sql: conditionOf(state), values: [] }]),
    ...(start === undefined
      ? []
      : [{ sql: 'opens_at <= ? AND (opens_at < ? OR id < ?)', values: [start.opensAt, start.opensAt, start.id] }]),
  ];
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.map((one) => one.sql).join(' AND ')}`;
  const rows = await sql.rows<CampaignRow>(
    `SELECT ${CAMPAIGN_COLUMNS} FROM campaign ${where} ORDER BY opens_at DESC, id DESC LIMIT ?`,
    [...conditions.flatMap((one) => one.values), limit],
  );
  return rows.map(campaignOf);
}
