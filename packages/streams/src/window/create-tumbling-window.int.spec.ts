import { NoConnection } from '@rushgraph/database';
import { eventually } from '@rushgraph/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { paid, paidLate } from '../../test/orders.ts';
import {
  keepResults,
  onlyOnce,
  type Payment,
  settings,
  type WindowFixture,
  windowFixture,
} from '../../test/window-fixture.ts';

let shop: WindowFixture;
beforeEach(async () => {
  shop = await windowFixture();
});
afterEach(() => shop.drop());

const START = Date.parse('2026-01-01T00:00:00.000Z');
const total = (account: Awaited<ReturnType<WindowFixture['account']>>) => account.results + account.open;

it('keeps its windows over a restart, and gives one result of what came before and after', async () => {
  const first = shop.member();
  await first.start();
  await shop.pay(['a', 3, 0], ['a', 4, 1_999], ['a', 10, 6_999]);
  await eventually(async () => expect(total(await shop.account())).toBe(17));
  expect(await shop.results()).toEqual([]);
  await first.stop();
  await shop.pay(['a', 5, 1_000], ['a', 100, 7_000]);
  await shop.member().start();
  await eventually(async () => expect(await shop.results()).toEqual([[`a:${START}`, 12]]));
  expect(await shop.account()).toEqual({ results: 12, open: 110, side: 0 });
  expect(await shop.rows('window_total')).toMatchObject([{ records: 3 }]);
});

it('counts what is late, or far ahead, in the window it comes back in', async () => {
  await shop.member().start();
  await shop.pay(['a', 1, 0], ['a', 2, 7_000], ['a', 4, 100], ['a', 8, 60_001], ['a', 16, 8_000]);
  await eventually(async () => expect(await shop.account()).toEqual({ results: 1, open: 30, side: 12 }));
  const side = await shop.rows<{ reason: string; total: number }>('sidelined');
  expect(side.map(({ reason, total }) => [reason, total])).toEqual([
    ['LATE', 4],
    ['FUTURE', 8],
  ]);
  await shop.pay(['a', 32, 20_000]);
  await eventually(async () => expect((await shop.account()).results).toBe(31));
  expect(await shop.results()).toEqual([
    [`a:${START}`, 1],
    [`a:${START + 6_000}`, 2],
    [`a:${START + 8_000}`, 16 + 4 + 8],
  ]);
});

it('closes the last windows when nothing comes any more', async () => {
  const { start, registry } = shop.member();
  await start();
  await shop.pay(['a', 1, 0], ['b', 2, 0], ['c', 4, 500]);
  await eventually(async () => expect((await shop.account()).open).toBe(7));
  await eventually(async () => {
    shop.clock.advance(1_000);
    expect(await shop.account()).toEqual({ results: 7, open: 0, side: 0 });
  });
  expect((await shop.results()).toSorted()).toEqual([
    [`a:${START}`, 1],
    [`b:${START}`, 2],
    [`c:${START}`, 4],
  ]);
  // Counted once the transaction has ended.
  await eventually(async () => expect(await registry.metrics()).toContain('window_results_total{topology="sums"} 3'));
});

it('counts once what comes twice, though it comes again to another member', async () => {
  const pay = { admit: onlyOnce };
  const first = shop.member(pay);
  await first.start();
  await shop.pay(['a', 1, 0], ['a', 2, 0]);
  await eventually(async () => expect((await shop.account()).open).toBe(3));
  await first.stop();
  // As a relay does that was killed before it heard that its records had arrived.
  await shop.database.run('UPDATE consumer_offset SET next_offset = 0');
  const second = shop.member(pay);
  await second.start();
  await eventually(async () => expect(await second.registry.metrics()).toContain('outcome="repeated"} 2'));
  await shop.pay(['a', 4, 0]);
  await eventually(async () => expect((await shop.account()).open).toBe(7));
});

it('undoes all of a batch that fails, and does all of it when it is tried again', async () => {
  let failures = 2;
  await shop
    .member({
      async onResults(results, tx) {
        await keepResults(results, tx);
        if (failures-- > 0) throw new NoConnection('away for a while');
      },
    })
    .start();
  await shop.pay(['a', 1, 0], ['a', 2, 7_000], ['a', 4, 0]);
  await eventually(async () => expect(await shop.account()).toEqual({ results: 1, open: 6, side: 4 }));
  expect(failures).toBe(-1);
  expect(await shop.results()).toHaveLength(1);
});

it('sums exactly while three members come and go under load, with each result once', async () => {
  let at = 0;
  const sent = { total: 0, count: 0 };
  const load = async (rounds: number) => {
    for (let round = 0; round < rounds; round++) {
      at += 250;
      const payments = Array.from({ length: 20 }, (_, index): Payment => {
        // Some are out of order, and some too late.
        const back = index % 7 === 0 ? 9_000 : (index % 5) * 900;
        return [`payer ${index}`, index + 1, at - back];
      });
      sent.total += 210;
      sent.count += payments.length;
      await shop.pay(...payments);
    }
  };
  const [first, second, third] = [shop.member(), shop.member(), shop.member()];
  await first.start();
  await Promise.all([load(20), second.start()]);
  await Promise.all([load(20), third.start()]);
  await Promise.all([load(20), first.stop()]);
  await Promise.all([load(20), second.stop()]);
  await load(20);
  await eventually(async () => expect(total(await shop.account())).toBe(sent.total), { timeoutMs: 20_000 });
  expect((await shop.account()).side).toBeGreaterThan(0);
  await eventually(async () => {
    shop.clock.advance(1_000);
    expect(await shop.account()).toMatchObject({ results: sent.total, open: 0 });
  });
  const results = await shop.rows<{ id: string; records: number }>('window_total');
  expect(new Set(results.map(({ id }) => id)).size).toBe(results.length);
  expect(results.reduce((sum, { records }) => sum + records, 0)).toBe(sent.count);
  expect(shop.fatal).toEqual([]);
});

it('goes over to windows of another size without losing or doubling any', async () => {
  const first = shop.member();
  await first.start();
  await shop.pay(['a', 1, 0], ['a', 2, 3_000]);
  await eventually(async () => expect((await shop.account()).open).toBe(3));
  await first.stop();
  await shop.member({ settings: { ...settings, sizeMs: 1_000, graceMs: 10_000 } }).start();
  // In the second window as it was: its result has been given, so this one comes late.
  await shop.pay(['a', 4, 3_500]);
  await eventually(async () => expect(await shop.account()).toEqual({ results: 3, open: 4, side: 4 }));
  await shop.pay(['a', 8, 60_000]);
  await eventually(async () => expect(await shop.account()).toEqual({ results: 7, open: 8, side: 4 }));
  expect(await shop.results()).toEqual([
    [`a:${START}`, 1],
    [`a:${START + 2_000}`, 2],
    // Stream time has been set to the end of the second window, a new size and a new grace.
    [`a:${START + 14_000}`, 4],
  ]);
});

it('refuses to start on topics that are not partitioned alike', async () => {
  const other = { ...paidLate, topic: 'test.shop.other.v1' };
  await shop.createTopics([{ name: other.topic, partitions: 3, config: {} }]);
  await expect(shop.member({ definitions: [paid, other] }).start()).rejects.toThrow('the same number of partitions');
});
