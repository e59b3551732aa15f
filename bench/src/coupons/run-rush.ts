import { setTimeout as pause } from 'node:timers/promises';
import { type CampaignId, deriveId, topics } from '@rushgraph/contracts';
import { insertCampaign } from '@rushgraph/coupon/campaigns';
import { queueKeys } from '@rushgraph/coupon/queue';
import { Redis } from 'ioredis';
import type { BenchServers } from '../harness/bench-servers.ts';
import type { Row } from '../harness/benchmark.ts';
import { inParallel } from '../harness/in-parallel.ts';
import { percentile } from '../harness/percentile.ts';
import { benchCampaign, migrations } from './bench-campaign.ts';
import { checkRush, type Rush, type RushAnswers } from './check-rush.ts';
import { startCouponService } from './coupon-service.ts';
import { customer } from './prepare-queue.ts';

const FAR_MS = 1_800_000;
const LOOK_MS = 5;
const PATIENCE_MS = 120_000;
const JOIN = `mutation ($input: JoinCouponQueueInput!) { joinCouponQueue(input: $input) { __typename
  ... on JoinCouponQueueSuccess { ticket { state } } ... on Problem { code } } }`;
const TICKET = 'query ($id: ID!) { couponTicket(campaignId: $id) { state } }';

type Joined = { joinCouponQueue: { __typename: string; ticket?: { state: string }; code?: string } };
type Shown = { couponTicket: { state: string } | null };

/** Everybody joins over HTTP; from then on it is measured until the last coupon is given out, and until it is in MySQL. */
export async function runRush(servers: BenchServers, rush: Rush, say: (line: string) => void): Promise<Row> {
  const { name, customers, coupons, connections, opensAfterJoining } = rush;
  await servers.topics(topics);
  const { database, url } = await servers.database('rush', migrations);
  const service = await startCouponService(servers, url, connections);
  const redis = new Redis(servers.redisUrl, { protocol: 2 });
  const id = deriveId<CampaignId>('bench-rush', servers.topicPrefix, name);
  const keys = queueKeys(id);
  try {
    await insertCampaign(database, benchCampaign(id, coupons, opensAfterJoining ? FAR_MS : undefined), new Date());
    const answers: RushAnswers = { joined: [], shown: [] };
    const waits: number[] = [];
    const startedAt = performance.now();
    const watching = opensAfterJoining ? undefined : watch(startedAt);
    await inParallel(connections, customers, async (index) => {
      const at = performance.now();
      const { joinCouponQueue: answer } = await service.ask<Joined>(customer(index), JOIN, {
        input: { campaignId: id },
      });
      answers.joined[index] = answer.ticket?.state ?? answer.code ?? answer.__typename;
      waits.push(performance.now() - at);
    });
    const joining = performance.now() - startedAt;
    if (opensAfterJoining) await redis.hset(keys.state, 'opensAt', Date.now());
    const { soldOut, written } = await (watching ?? watch(performance.now()));
    say(`${name}: ${Math.round((customers * 1_000) / joining)} joins/s, sold out after ${Math.round(soldOut)} ms`);
    await inParallel(connections, customers, async (index) => {
      const { couponTicket } = await service.ask<Shown>(customer(index), TICKET, { id });
      answers.shown[index] = couponTicket?.state ?? 'NONE';
    });
    await checkRush({ servers, database, redis, id, rush, answers });
    return {
      name,
      isCharted: false,
      figures: {
        '1/s': (customers * 1_000) / joining,
        'p50 ms': percentile(waits, 0.5),
        'p99 ms': percentile(waits, 0.99),
        'sold out ms': soldOut,
        'all in MySQL ms': written,
      },
    };
  } finally {
    await service.stop();
    await redis.unlink(Object.values(keys));
    redis.disconnect();
  }

  async function watch(from: number): Promise<{ soldOut: number; written: number }> {
    const soldOut = await until(from, async () => (await redis.hlen(keys.issued)) >= coupons);
    const written = await until(from, async () => {
      const [row] = await database.rows<{ issued: number }>('SELECT issued FROM campaign WHERE id = ?', [id]);
      return row?.issued === coupons;
    });
    return { soldOut, written };
  }

  async function until(from: number, holds: () => Promise<boolean>): Promise<number> {
    while (!(await holds())) {
      if (performance.now() - from > PATIENCE_MS) throw new Error(`${name} stands still`);
      await pause(LOOK_MS);
    }
    return performance.now() - from;
  }
}
