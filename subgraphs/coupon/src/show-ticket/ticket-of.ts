import type { CampaignId, UserId } from '@rushgraph/contracts';
import type { CouponTicketModel } from '../models.ts';
import type { CouponQueue } from '../queue/coupon-queue.ts';
import type { TicketFacts } from './ticket.ts';

/** A customer's ticket as it is shown. */
export function ticketOf(
  campaignId: CampaignId,
  userId: UserId,
  facts: TicketFacts,
  queue: Pick<CouponQueue, 'view'>,
): CouponTicketModel {
  return { campaignId, userId, issuedAt: facts.issuedAt, ...queue.view(facts) };
}
