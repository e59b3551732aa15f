import type { CampaignId, MoneyValue } from '@rushgraph/contracts';

/** DIRECT: issued by one guarded statement. QUEUED: first come, first served through a waiting room. */
export type CampaignMode = 'DIRECT' | 'QUEUED';

export interface Campaign {
  readonly id: CampaignId;
  readonly name: string;
  readonly discount: MoneyValue;
  readonly mode: CampaignMode;
  readonly quantity: number;
  /** Coupons taken so far; only ever grows. */
  readonly issued: number;
  readonly opensAt: Date;
  /** The first instant at which it is closed. */
  readonly closesAt: Date;
  /**
   * When it was read, by the clock of the database. That clock opens and closes DIRECT campaigns, and Redis's the queue;
   * never the clock of an instance, of which there are many.
   */
  readonly readAt: Date;
}

export type CampaignState = 'SCHEDULED' | 'OPEN' | 'SOLD_OUT' | 'CLOSED';

/** The state when it was read. `conditionOf` says the same in SQL. */
export function stateOf({ opensAt, closesAt, issued, quantity, readAt: now }: Campaign): CampaignState {
  if (closesAt <= now) return 'CLOSED';
  if (opensAt > now) return 'SCHEDULED';
  return issued < quantity ? 'OPEN' : 'SOLD_OUT';
}

/** The campaigns that are in a state when they are read, as a condition on the table. */
export function conditionOf(state: CampaignState): string {
  switch (state) {
    case 'CLOSED':
      return 'closes_at <= UTC_TIMESTAMP(3)';
    case 'SCHEDULED':
      return 'opens_at > UTC_TIMESTAMP(3)';
    case 'OPEN':
      return 'opens_at <= UTC_TIMESTAMP(3) AND closes_at > UTC_TIMESTAMP(3) AND issued < quantity';
    case 'SOLD_OUT':
      return 'opens_at <= UTC_TIMESTAMP(3) AND closes_at > UTC_TIMESTAMP(3) AND issued >= quantity';
  }
}
