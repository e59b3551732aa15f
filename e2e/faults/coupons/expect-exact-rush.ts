import { inSnapshot, judgeCoupons, judgeQueues, readCoupons, readQueues } from '@rushgraph/commands/verify';
import { type CouponUpdated, couponUpdated, type UserId } from '@rushgraph/contracts';
import { eventually } from '@rushgraph/testkit';
import { expect } from 'vitest';
import { readTopic } from '../read-topic.ts';
import { COUPONS, type CouponRush, customer } from './coupon-rush.ts';
import type { Told } from './take-part.ts';

const LIMIT_MS = 60_000;

/**
 * Exactly as many coupons as there are, one for a customer, in every store and as an event, and each customer was told the
 * truth – but for so many promises that were lost with Redis.
 */
export async function expectExactRush(rush: CouponRush, told: readonly Told[], lostAtMost = 0): Promise<void> {
  await eventually(async () => expect([await rush.unwritten(), await countRows(rush)]).toEqual([0, COUPONS]), {
    timeoutMs: LIMIT_MS,
  });
  const rows = await rush.database.rows<{ user_id: UserId }>('SELECT user_id FROM coupon');
  const owners = new Set(rows.map(({ user_id }) => user_id));
  expect(owners.size).toBe(COUPONS);

  const promised = told.flatMap((one, index) => (one === 'ISSUED' ? [customer(index)] : []));
  const lost = promised.filter((user) => !owners.has(user)).length;
  expect(lost).toBeLessThanOrEqual(lostAtMost);
  expect(promised.length - lost).toBe(COUPONS);

  const verdicts = [
    ...judgeQueues(await readQueues(rush.database, rush.redis)),
    ...(await inSnapshot(rush.database, async (snapshot) => judgeCoupons(await readCoupons(snapshot)))),
  ];
  expect(verdicts.filter(({ state }) => state === 'broken')).toEqual([]);

  await eventually(
    async () => {
      const records = await readTopic(rush.kafka, couponUpdated.topic);
      const events = records.map(({ value }): CouponUpdated => JSON.parse(String(value)));
      expect(new Set(events.map(({ couponId }) => couponId)).size).toBe(COUPONS);
      expect(new Set(events.map(({ userId }) => userId))).toEqual(owners);
      expect(events.every(({ version }) => version === 1)).toBe(true);
    },
    { timeoutMs: LIMIT_MS, everyMs: 500 },
  );
}

async function countRows({ database }: CouponRush): Promise<number> {
  const [row] = await database.rows<{ count: number }>('SELECT COUNT(*) AS count FROM coupon');
  return row?.count ?? 0;
}
