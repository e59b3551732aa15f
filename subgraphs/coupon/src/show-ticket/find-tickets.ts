import type { CampaignId, UserId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import { couponId } from '../coupon.ts';
import { loadCoupons } from '../db/coupon-rows.ts';
import type { ReadTickets } from './read-tickets.ts';
import type { TicketFacts } from './ticket.ts';

/** Reads tickets; for those that are gone, since Redis has lost or forgotten them, the customers' coupons in MySQL answer. */
export function createFindTickets(database: Database, readTickets: ReadTickets): ReadTickets {
  async function issuedTo(campaignId: CampaignId, users: readonly UserId[]): Promise<Map<UserId, Date>> {
    const coupons = await loadCoupons(
      database,
      users.map((userId) => couponId(campaignId, userId)),
    );
    return new Map([...coupons.values()].map(({ userId, issuedAt }) => [userId, issuedAt]));
  }

  return async (campaignId, asked) => {
    const found = await readTickets(campaignId, asked);
    const lost = asked.filter((_, index) => found[index] === undefined).map(({ userId }) => userId);
    if (lost.length === 0) return found;
    const issued = await issuedTo(campaignId, lost);
    return asked.map(({ userId }, index) => found[index] ?? served(issued.get(userId)));
  };
}

function served(issuedAt: Date | undefined): TicketFacts | undefined {
  if (issuedAt === undefined) return undefined;
  const nothing = { ticket: 0, position: 0, serving: 0, pace: 0, untilOpening: 0, line: 0 };
  return { ...nothing, issuedAt, isSoldOut: false, isClosed: false };
}
