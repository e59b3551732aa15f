import type { CampaignId } from '@rushgraph/contracts';
import { positionOf, type QueueKeys, queueKeys, readStreamed } from '@rushgraph/coupon/queue';
import { campaign as campaignTable, coupon as couponTable } from '@rushgraph/coupon/tables';
import type { Database } from '@rushgraph/database';
import { columnsOf, type PartOf } from '@rushgraph/database/query';
import type { Cluster, Redis } from 'ioredis';

export interface QueueFacts {
  readonly queues: number;
  /** Coupons that queues have given out, as Redis knows them. */
  readonly issued: number;
  readonly unwritten: number;
  /** Given out, and neither in the stream nor in MySQL. */
  readonly missing: number;
  /** In MySQL, and unknown to the queue that should have given them out. */
  readonly unknown: number;
  /** Queues that have given out more than their campaign has. */
  readonly over: number;
  /** Coupons that were given out to somebody who was not next in line. */
  readonly outOfLine: number;
  /** Entries that were set aside. */
  readonly buried: number;
  readonly examples: readonly CampaignId[];
}

const CAMPAIGN = ['id', 'quantity', 'shuffleSeed', 'shuffleCount', 'shuffleLine'] as const;
const CAMPAIGN_COLUMNS = columnsOf(campaignTable, ...CAMPAIGN);
type CampaignRow = PartOf<typeof campaignTable, (typeof CAMPAIGN)[number]>;

const COUPON = ['userId', 'queueLine', 'ticket', 'place'] as const;
const COUPON_COLUMNS = columnsOf(couponTable, ...COUPON);
type CouponRow = PartOf<typeof couponTable, (typeof COUPON)[number]>;

const EXAMPLES = 3;
const AT_ONCE = 1_000;

/**
 * Queues, compared customer by customer with what is written. What moves on while this is read looks right all the same:
 * MySQL is read before Redis for what a queue must know, and after it for what must be written; the stream in between.
 */
export async function readQueues(coupon: Database, redis: Redis | Cluster): Promise<QueueFacts> {
  const campaigns = await coupon.rows<CampaignRow>(
    `SELECT ${CAMPAIGN_COLUMNS} FROM campaign WHERE mode = 'QUEUED' ORDER BY id`,
  );
  const found = {
    queues: campaigns.length,
    issued: 0,
    unwritten: 0,
    missing: 0,
    unknown: 0,
    over: 0,
    outOfLine: 0,
    buried: 0,
  };
  const examples: CampaignId[] = [];
  for (const campaign of campaigns) {
    const one = await readQueue(coupon, redis, campaign);
    for (const name of ['issued', 'unwritten', 'missing', 'unknown', 'over', 'outOfLine', 'buried'] as const)
      found[name] += one[name];
    const faults = one.missing + one.unknown + one.over + one.outOfLine + one.buried;
    if (faults > 0 && examples.length < EXAMPLES) examples.push(campaign.id);
  }
  return { ...found, examples };
}

async function readQueue(coupon: Database, redis: Redis | Cluster, campaign: CampaignRow) {
  const keys = queueKeys(campaign.id);
  const before = await readCoupons(coupon, campaign.id);
  const gate = await redis.hget(keys.state, 'gate');
  const issued = await readIssued(redis, keys);
  const unwritten = await readStreamed(redis, keys, AT_ONCE);
  const streamed = new Set<string>(unwritten.map(({ user }) => user));
  const after = new Set<string>((await readCoupons(coupon, campaign.id)).map(({ user_id }) => user_id));
  const missing = [...issued].filter((user) => !streamed.has(user) && !after.has(user)).length;
  // A queue that is shut is about to be told; one that is gone has ended, or is told at the next join.
  const unknown = gate === 'OPEN' ? before.filter(({ user_id }) => !issued.has(user_id)).length : 0;
  return {
    issued: issued.size,
    unwritten: unwritten.length,
    missing,
    unknown,
    over: issued.size > campaign.quantity ? 1 : 0,
    outOfLine: countOutOfLine(campaign, before),
    buried: await redis.xlen(keys.dead),
  };
}

async function readCoupons(coupon: Database, campaignId: CampaignId): Promise<CouponRow[]> {
  return coupon.rows<CouponRow>(`SELECT ${COUPON_COLUMNS} FROM coupon WHERE campaign_id = ? ORDER BY place`, [
    campaignId,
  ]);
}

async function readIssued(redis: Redis | Cluster, { issued }: QueueKeys): Promise<Set<string>> {
  const users = new Set<string>();
  let cursor = '0';
  do {
    const [next, pairs] = await redis.hscan(issued, cursor, 'COUNT', AT_ONCE);
    for (let index = 0; index < pairs.length; index += 2) users.add(pairs[index] ?? '');
    cursor = next;
  } while (cursor !== '0');
  return users;
}

/** Within a line places are given out in the order of the tickets, those from before the opening as the seed has drawn them. */
function countOutOfLine(campaign: CampaignRow, coupons: readonly CouponRow[]): number {
  const reached = new Map<number, number>();
  let faults = 0;
  for (const { queue_line: line, ticket, place } of coupons) {
    if (line === null || ticket === null || place === null) continue;
    const position = positionIn(campaign, line, ticket);
    if (position <= (reached.get(line) ?? 0)) faults++;
    else reached.set(line, position);
  }
  return faults;
}

function positionIn(
  { shuffle_seed: seed, shuffle_count: count, shuffle_line }: CampaignRow,
  line: number,
  ticket: number,
) {
  const isDrawn = seed !== null && count !== null && line === shuffle_line && ticket <= count;
  return isDrawn ? positionOf({ seed, count }, ticket) : ticket;
}
