import type { CampaignId } from '@rushgraph/contracts';

/** What Redis keeps of a QUEUED campaign. */
export interface QueueKeys {
  /** Hash: the campaign's figures, its counters, the gate, and who may move it. */
  readonly state: string;
  /** Hash: customer → ticket. */
  readonly tickets: string;
  /** Hash: ticket → customer, of those who wait. */
  readonly waiting: string;
  /** Hash: customer → `place:milliseconds` of the coupon. */
  readonly issued: string;
  /** Stream: what was issued and is not in MySQL yet. */
  readonly issues: string;
  /** Stream: entries that could not be written, with the reason. */
  readonly dead: string;
  /** String with a time to live: the instance that moves the queue. */
  readonly lease: string;
}

/** The braces make all keys of a campaign one slot of a cluster; no script ever needs two campaigns. */
export function queueKeys(campaignId: CampaignId): QueueKeys {
  const key = (name: string) => `cpn:{${campaignId}}:${name}`;
  return {
    state: key('state'),
    tickets: key('tickets'),
    waiting: key('waiting'),
    issued: key('issued'),
    issues: key('issues'),
    dead: key('dead'),
    lease: key('lease'),
  };
}

/** The consumer group of the writers. */
export const WRITERS = 'writers';
