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
}

export type CampaignState = 'SCHEDULED' | 'OPEN' | 'SOLD_OUT' | 'CLOSED';

/** The state at an instant. `conditionOf` says the same in SQL. */
export function stateOf({ opensAt, closesAt, issued, quantity }: Campaign, now: Date): CampaignState {
  if (closesAt <= now) return 'CLOSED';
  if (opensAt > now) return 'SCHEDULED';
  return issued < quantity ? 'OPEN' : 'SOLD_OUT';
}

/** The campaigns in a state at an instant, as a condition on the table with its values. */
export function conditionOf(state: CampaignState, now: Date): { readonly sql: string; readonly values: Date[] } {
  switch (state) {
    case 'CLOSED':
      return { sql: 'closes_at <= ?', values: [now] };
    case 'SCHEDULED':
      return { sql: 'opens_at > ?', values: [now] };
    case 'OPEN':
      return { sql: 'opens_at <= ? AND closes_at > ? AND issued < quantity', values: [now, now] };
    case 'SOLD_OUT':
      return { sql: 'opens_at <= ? AND closes_at > ? AND issued >= quantity', values: [now, now] };
  }
}
