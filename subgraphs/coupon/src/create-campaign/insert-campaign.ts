import type { Sql } from '@rushgraph/database';
import type { Campaign } from '../campaign.ts';

/** Stores a new campaign. */
export async function insertCampaign(sql: Sql, campaign: Campaign, createdAt: Date): Promise<void> {
  const { id, name, discount, mode, quantity, issued, opensAt, closesAt } = campaign;
  await sql.run(
    `INSERT INTO campaign
       (id, name, discount_amount, currency, mode, quantity, issued, opens_at, closes_at, created_at) VALUES (?)`,
    [[id, name, discount.amount, discount.currency, mode, quantity, issued, opensAt, closesAt, createdAt]],
  );
}
