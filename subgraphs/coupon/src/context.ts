import type { MoneyValue, NewId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import type { Requester } from '@rushgraph/service';
import type { CouponQueue } from './coupon-queue.ts';
import type { CouponIssuer } from './issue-coupon/coupon-issuer.ts';
import { createLoaders, type Loaders } from './loaders.ts';
import type { TicketFeed } from './watch-ticket/ticket-feed.ts';

/** The parts that resolvers work with, the same for every request. */
export interface ContextDeps {
  readonly database: Database;
  readonly issuer: CouponIssuer;
  readonly queue: CouponQueue;
  readonly feed: TicketFeed;
  readonly newId: NewId;
  readonly now: () => Date;
  /** The one currency of the shop. */
  readonly currency: MoneyValue['currency'];
}

/** What a resolver may reach; loaders live for one request. */
export interface Context extends ContextDeps, Requester, Loaders {}

/** Builds the context of one request. */
export function createContext(deps: ContextDeps, { viewer, traceparent }: Requester): Context {
  const { database, issuer, queue, feed, newId, now, currency } = deps;
  return { viewer, traceparent, database, issuer, queue, feed, newId, now, currency, ...createLoaders(database) };
}
