import { setTimeout as pause } from 'node:timers/promises';
import { orderUpdated, topics } from '@rushgraph/contracts';
import { createProducer, type ProducerRecord } from '@rushgraph/messaging';
import { createMetrics } from '@rushgraph/service';
import {
  type Chance,
  eventually,
  faultRow,
  freePorts,
  shuffle,
  signed,
  silentLogger,
  startProcess,
  type TestProcess,
  testKafka,
  testMongo,
  testViewerKey,
  userViewer,
} from '@rushgraph/testkit';
import { expect } from 'vitest';
import { couponRecord, customer, orderRecord, profileRecord } from '../../test/records.ts';
import { goBack, rebuildPages } from '../rebuild-pages/rebuild-pages.ts';
import { createMyPageStore } from '../store-my-page/my-page-store.ts';

const KILLS = 20;
const customers = [...'ABCDEF'].map(customer);
const newcomer = customer('newcomer');
/** More than a page names, so that the archive is written, too. */
const ORDERS = 400;
const COUPONS = 40;
/** Records that are sent together: what is folded while the process lives and dies. */
const CHUNK = 40;
const SESSION_MS = '1500';
/** A process is killed so long after it has folded something, at most. */
const LATEST_MS = 150;

/** What is told of all customers, each thing's versions in order, some of it twice. */
function history(chance: Chance, topicPrefix: string): readonly ProducerRecord[] {
  const things = customers.flatMap((user) => [
    ...Array.from(
      { length: ORDERS },
      (_, number) => (version: number) => orderRecord(topicPrefix, user, number, version),
    ),
    ...Array.from(
      { length: COUPONS },
      (_, number) => (version: number) => couponRecord(topicPrefix, user, number, version),
    ),
    (version: number) => profileRecord(topicPrefix, user, version),
  ]);
  const told = new Map<object, number>();
  return shuffle(chance, [...things, ...things]).flatMap((thing) => {
    const version = (told.get(thing) ?? 0) + 1;
    told.set(thing, version);
    return chance.random() < 0.1 ? [thing(version), thing(version)] : [thing(version)];
  });
}

const PAGE = `{ myPage { name email orderCount couponCount asOf partsAsOf { profile orders coupons } missing composed
  orders { id title status total { amount currency } placedAt }
  coupons { id campaignName discount { amount currency } status issuedAt } } }`;

/** The page of each customer as the service answers it, byte for byte. */
function served(mypage: TestProcess, users: readonly string[] = customers): Promise<readonly string[]> {
  return Promise.all(
    users.map(async (user) => {
      const response = await fetch(`${mypage.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...signed(userViewer(user), 'mypage') },
        body: JSON.stringify({ query: PAGE }),
      });
      return response.text();
    }),
  );
}

faultRow(
  `pages of a process that was killed at ${KILLS} points are served, byte for byte, like those that are built in one go`,
  async (chance) => {
    const [mongo, kafka, [port = 0, operations = 0]] = [await testMongo(), testKafka(), await freePorts(2)];
    await kafka.createTopics(topics);
    const key = testViewerKey.toString('base64');
    const mypage = startProcess('mypage', {
      PORT: String(port),
      OPERATIONS_PORT: String(operations),
      HOST: '127.0.0.1',
      LOG_LEVEL: 'warn',
      VIEWER_KEY: key,
      VIEWER_KEYS: `user=${key},order=${key},coupon=${key}`,
      MONGODB_URL: mongo.url,
      KAFKA_BROKERS: kafka.brokers.join(','),
      KAFKA_TOPIC_PREFIX: kafka.topicPrefix,
      KAFKA_GROUP_PREFIX: kafka.groupPrefix,
      KAFKA_SESSION_TIMEOUT_MS: SESSION_MS,
    });
    const producer = createProducer({ kafka: kafka.kafka, logger: silentLogger() });
    const pages = (generation: number) => createMyPageStore(mongo.db, generation);
    const counted = async () =>
      [...(await pages(1).loadMany(customers)).values()].reduce((sum, { orders }) => sum + orders.count, 0);
    try {
      await mypage.waitReady();
      const log = history(chance, kafka.topicPrefix);
      const points = Array.from({ length: KILLS }, () => chance.random() * customers.length * ORDERS * 0.9).sort(
        (one, other) => one - other,
      );
      const sending = send(log);
      for (const point of points) {
        await eventually(async () => expect(await counted()).toBeGreaterThan(point), { timeoutMs: 60_000, everyMs: 5 });
        await pause(chance.random() * LATEST_MS);
        await mypage.kill('SIGKILL');
        await mypage.restart();
      }
      await sending;
      await mypage.waitReady();
      await eventually(
        async () => {
          const found = [...(await pages(1).loadMany(customers)).values()];
          expect(found).toHaveLength(customers.length);
          for (const { profile, orders, coupons } of found) {
            expect([profile?.version, orders.count, coupons.count]).toEqual([2, ORDERS, COUPONS]);
            for (const { version } of [...orders.newest, ...coupons.newest]) expect(version).toBe(2);
          }
        },
        { timeoutMs: 60_000 },
      );
      const live = await served(mypage);
      for (const page of live) expect(page).toContain('"composed":[]');
      const metrics = createMetrics('rebuild', { defaults: false });
      const common = { kafka: kafka.kafka, topicPrefix: kafka.topicPrefix, groupPrefix: kafka.groupPrefix, metrics };
      const rebuild = { ...common, logger: silentLogger(), db: mongo.db, now: () => new Date(), say: () => undefined };
      const { comparison } = await rebuildPages(rebuild);
      expect(comparison).toEqual({ pages: customers.length, same: customers.length, newer: 0, poorer: [] });
      await untilReadersFollow(1);
      expect(await served(mypage)).toEqual(live);
      await goBack(rebuild);
      await untilReadersFollow(2);
      expect(await served(mypage)).toEqual(live);
    } finally {
      await mypage.kill('SIGKILL');
      await producer.stop();
      await Promise.all([mongo.drop(), kafka.drop()]);
    }

    /** Keeps a little ahead of the process, so that it is in the middle of it whenever it is killed. */
    async function send(log: readonly ProducerRecord[]): Promise<void> {
      const orders = new Set<string>();
      for (let start = 0; start < log.length; start += CHUNK) {
        const chunk = log.slice(start, start + CHUNK);
        await producer.send(chunk);
        for (const { topic, key } of chunk) if (topic.endsWith(orderUpdated.topic)) orders.add(key);
        await eventually(async () => expect(orders.size - (await counted())).toBeLessThan(5 * CHUNK), {
          timeoutMs: 120_000,
        });
      }
    }

    /** What is folded after a swap is in the live generation alone: who shows it reads that one. */
    async function untilReadersFollow(orders: number): Promise<void> {
      const { topicPrefix } = kafka;
      await producer.send([
        profileRecord(topicPrefix, newcomer, 1),
        orderRecord(topicPrefix, newcomer, orders, 1),
        couponRecord(topicPrefix, newcomer, 1, 1),
      ]);
      await eventually(async () => {
        const [page] = await served(mypage, [newcomer]);
        expect(page).toContain(`"orderCount":${orders},`);
        expect(page).toContain('"missing":[],"composed":[]');
      });
    }
  },
  { limitMs: 400_000 },
);
