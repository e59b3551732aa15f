import { setTimeout as pause } from 'node:timers/promises';
import { type CampaignId, couponUpdated, type UserId } from '@rushgraph/contracts';
import { positionOf, queueKeys } from '@rushgraph/coupon/queue';
import type { Database } from '@rushgraph/database';
import type { Redis } from 'ioredis';
import type { BenchServers } from '../harness/bench-servers.ts';
import { customer } from './prepare-queue.ts';

/** Many customers for few coupons. */
export interface Rush {
  readonly name: string;
  readonly customers: number;
  readonly coupons: number;
  readonly connections: number;
  /** Whether all have joined before it opens, and are shuffled. */
  readonly opensAfterJoining: boolean;
}

/** What each customer was told, by number: at joining, and at the end. */
export interface RushAnswers {
  readonly joined: string[];
  readonly shown: string[];
}

interface Ended {
  readonly servers: BenchServers;
  readonly database: Database;
  readonly redis: Redis;
  readonly id: CampaignId;
  readonly rush: Rush;
  readonly answers: RushAnswers;
}

interface IssuedCoupon {
  readonly user_id: UserId;
  readonly ticket: number;
}

/** Throws unless exactly the first in line have a coupon, one each and in every store, and all others were told. */
export async function checkRush({ servers, database, redis, id, rush, answers }: Ended): Promise<void> {
  const { customers, coupons } = rush;
  const rows = await database.rows<IssuedCoupon>(
    'SELECT user_id, ticket FROM coupon WHERE campaign_id = ? ORDER BY place',
    [id],
  );
  const owners = new Set(rows.map(({ user_id }) => user_id));
  equal('coupons in MySQL', rows.length, coupons);
  equal('customers with a coupon', owners.size, coupons);
  const [drawn] = await database.rows<{ seed: string | null; count: number | null }>(
    'SELECT shuffle_seed AS seed, shuffle_count AS count FROM campaign WHERE id = ?',
    [id],
  );
  const order = { seed: drawn?.seed ?? '', count: drawn?.count ?? 0 };
  const places = rows.map(({ ticket }) => (ticket <= order.count ? positionOf(order, ticket) : ticket));
  equal('coupons that are out of line', places.filter((place, index) => place !== index + 1).length, 0);
  equal('coupons in Redis', await redis.hlen(queueKeys(id).issued), coupons);
  const told = Array.from({ length: customers }, (_, index) => expectedOf(owners.has(customer(index)), answers, index));
  equal('customers who were told something else', told.filter((isRight) => !isRight).length, 0);
  await untilPublished(servers, coupons);
}

/** Who has none waits, or came when all were gone and has no ticket. */
function expectedOf(hasCoupon: boolean, { joined, shown }: RushAnswers, index: number): boolean {
  if (hasCoupon) return shown[index] === 'ISSUED';
  return shown[index] === 'SOLD_OUT' || (shown[index] === 'NONE' && joined[index] === 'SOLD_OUT');
}

const PATIENCE_MS = 30_000;

async function untilPublished({ kafka, topicPrefix }: BenchServers, coupons: number): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      const offsets = await admin.fetchTopicOffsets(`${topicPrefix}${couponUpdated.topic}`);
      const published = offsets.reduce((sum, { high }) => sum + Number(high), 0);
      if (published === coupons) return;
      if (performance.now() > until) equal('events in Kafka', published, coupons);
      await pause(100);
    }
  } finally {
    await admin.disconnect();
  }
}

function equal(what: string, found: number, expected: number): void {
  if (found !== expected) throw new Error(`${what}: ${found} instead of ${expected}`);
}
