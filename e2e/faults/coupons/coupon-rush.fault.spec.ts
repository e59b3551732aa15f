import { setTimeout as pause } from 'node:timers/promises';
import { UNWRITTEN } from '@rushgraph/coupon/queue';
import { canHaveOwnRedis, eventually, faultRow } from '@rushgraph/testkit';
import { describe, expect } from 'vitest';
import { COUPONS, type CouponRush, type CouponRushOptions, CUSTOMERS, startCouponRush } from './coupon-rush.ts';
import { expectExactRush } from './expect-exact-rush.ts';
import { takePart } from './take-part.ts';

const AWAY_MS = 30_000;

/** Promises that may be broken. */
const NONE = 0;

/** One row: everybody comes, meanwhile something happens, and at the end everything is exact but for promises that were lost. */
async function withRush(happen: (rush: CouponRush) => Promise<number>, options: CouponRushOptions = {}): Promise<void> {
  const rush = await startCouponRush(options);
  try {
    const parts = takePart(rush);
    // Whoever fails first is reported below.
    parts.catch(() => undefined);
    const lostAtMost = await happen(rush);
    await expectExactRush(rush, await parts, lostAtMost);
  } catch (error) {
    process.stderr.write(`${rush.logs()}\n`);
    throw error;
  } finally {
    await rush.stop();
  }
}

describe.runIf(canHaveOwnRedis())(`${CUSTOMERS} customers, ${COUPONS} coupons, two instances`, () => {
  faultRow('both are killed again and again, mover and writers alike', (chance) =>
    withRush(async (rush) => {
      for (let strike = 1; strike <= 6; strike++) {
        await rush.reached((strike * COUPONS) / 8);
        const victim = chance.random() < 0.5 ? await rush.mover() : rush.instances[strike % 2];
        await victim?.kill('SIGKILL');
        await victim?.restart();
      }
      return NONE;
    }),
  );

  faultRow('the one that moves stands still for longer than its lease, and comes back', () =>
    withRush(async (rush) => {
      await rush.reached(COUPONS / 6);
      const mover = await rush.mover();
      const token = await rush.redis.hget(rush.keys.state, 'mover');
      process.kill(mover.pid, 'SIGSTOP');
      await eventually(async () => expect(await rush.redis.hget(rush.keys.state, 'mover')).not.toBe(token), {
        timeoutMs: 60_000,
      });
      await rush.reached(COUPONS / 2);
      process.kill(mover.pid, 'SIGCONT');
      return NONE;
    }),
  );

  faultRow('Redis is killed three times, and started again on what it wrote down', () =>
    withRush(async (rush) => {
      for (const part of [1 / 6, 1 / 3, 2 / 3]) {
        await rush.reached(COUPONS * part);
        await rush.server.kill();
        await rush.server.start();
      }
      return NONE;
    }),
  );

  faultRow('Redis is wiped: who waits joins again, and what was promised and not written is counted', () =>
    withRush(async (rush) => {
      await rush.reached(COUPONS / 3);
      const wipe = `${UNWRITTEN} local promised = unwritten_in(KEYS[2]) redis.call('FLUSHALL') return promised`;
      return Number(await rush.redis.eval(wipe, 2, rush.keys.state, rush.keys.issues));
    }),
  );

  faultRow(`MySQL is away for ${AWAY_MS / 1_000} s: the issuing waits, and nothing is lost`, () =>
    withRush(
      async (rush) => {
        await rush.reached(COUPONS / 6);
        rush.mysql.breakOff();
        await pause(AWAY_MS);
        const issued = await rush.issued();
        expect(issued).toBeLessThan(COUPONS);
        expect(await rush.unwritten()).toBeLessThanOrEqual(50);
        rush.mysql.pass();
        return NONE;
      },
      { settings: { COUPON_MAX_UNWRITTEN: '50' }, mayCutMysql: true },
    ),
  );
});
