import type { CampaignId, UserId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import { isRedisAway } from '@rushgraph/redis';
import { codedError } from '@rushgraph/service';
import type { CouponMetrics } from './coupon-metrics.ts';
import type { JoinOutcome, JoinQueue } from './join-queue/join-queue.ts';
import { createKnownCampaigns, type KnownCampaign } from './queue/known-campaigns.ts';
import { createFindTickets } from './show-ticket/find-tickets.ts';
import type { ReadTickets } from './show-ticket/read-tickets.ts';
import type { TicketFacts } from './show-ticket/ticket.ts';
import { type TicketView, viewTicket } from './show-ticket/view-ticket.ts';

/** The queue as resolvers see it. */
export interface CouponQueue {
  /** What never changes of a campaign; null when there is none. */
  findCampaign(id: CampaignId): Promise<KnownCampaign | null>;
  /** Throws SUBGRAPH_UNAVAILABLE when Redis is away: nobody else knows who is next. */
  join(campaign: KnownCampaign, userId: UserId): Promise<JoinOutcome>;
  /** Of one campaign, in one round trip. Throws as `join`. */
  readonly findTickets: ReadTickets;
  view(facts: TicketFacts): TicketView;
}

export interface CouponQueueDeps {
  readonly database: Database;
  readonly joinQueue: JoinQueue;
  readonly readTickets: ReadTickets;
  /** Coupons a second that the movers are set to. */
  readonly usualPace: number;
  /** 0 ≤ random() < 1. */
  readonly random: () => number;
  readonly metrics: Pick<CouponMetrics, 'joins'>;
}

export function createCouponQueue(deps: CouponQueueDeps): CouponQueue {
  const { database, joinQueue, readTickets, usualPace, random, metrics } = deps;
  const findTickets = createFindTickets(database, (campaignId, asked) =>
    fromRedis(() => readTickets(campaignId, asked)),
  );
  return {
    findCampaign: createKnownCampaigns(database),
    async join(campaign, userId) {
      const outcome = await fromRedis(() => joinQueue(campaign, userId));
      metrics.joins.inc({ outcome: outcome.kind.toLowerCase() });
      return outcome;
    },
    findTickets,
    view: (facts) => viewTicket(facts, usualPace, random()),
  };
}

async function fromRedis<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!isRedisAway(error)) throw error;
    throw codedError('SUBGRAPH_UNAVAILABLE', 'The queue cannot be reached at the moment; try again.');
  }
}
