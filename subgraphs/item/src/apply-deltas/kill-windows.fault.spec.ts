import { setTimeout as pause } from 'node:timers/promises';
import { eventually, faultRow } from '@rushgraph/testkit';
import { expect } from 'vitest';
import { type Decision, deltaFixture } from '../../test/delta-fixture.ts';
import { type DeltaWindowProcess, startDeltaWindow } from '../../test/start-delta-window.ts';

const ITEMS = ['a', 'b', 'c', 'd', 'e', 'f'];
const STOCK = 100_000;
const KILLS = 20;
const FREEZE_EVERY = 8;
/** Longer than the session of a member. */
const FREEZE_MS = 1_200;
const windowSpan = { sizeMs: 400, graceMs: 800 };

faultRow(
  'every delta counts once and moves stock by its sum, whenever processes are killed or frozen',
  async ({ random }) => {
    const pick = <T>(...all: readonly [T, ...T[]]): T => all[Math.floor(random() * all.length)] ?? all[0];
    const shop = await deltaFixture({ now: () => new Date() });
    const children: DeltaWindowProcess[] = [];
    const ended: string[] = [];
    const imbalances: unknown[] = [];
    const expected = new Map(ITEMS.map((name) => [name, STOCK]));
    let active = true;

    const start = (name: string) =>
      startDeltaWindow({
        url: shop.url,
        brokers: shop.kafka.brokers,
        topicPrefix: shop.kafka.topicPrefix,
        groupPrefix: shop.kafka.groupPrefix,
        instanceId: name,
        windowSpan,
        jumpsMs: Array.from({ length: 20 }, () => pick(0, 0, 0, 0, -700, 700, -300_000, 300_000)),
      });

    /** Orders and releases, on time, late and ahead; some events are on the topic several times. */
    async function decideOn(): Promise<void> {
      for (let n = 0; active; n++) {
        const decisions = Array.from({ length: 8 }, (_, index): Decision => {
          const cause = pick('ORDER', 'ORDER', 'RELEASE');
          const quantity = (1 + Math.floor(random() * 50)) * (cause === 'ORDER' ? -1 : 1);
          const inMs = pick(0, 0, 0, 0, 0, 300, -600, -60_000, 3_600_000);
          return { order: `order ${n}-${index}`, item: pick('a', ...ITEMS), quantity, cause, inMs };
        });
        await shop.decide(...decisions);
        for (const { item, quantity } of decisions) expected.set(item, (expected.get(item) ?? 0) + quantity);
        if (random() < 0.3) await shop.publish(decisions, { id: `again ${n}` });
        await pause(random() * 120);
      }
    }

    /** At every instant, in one statement: what was counted is in results, parked, or in open windows. */
    async function watch(): Promise<void> {
      while (active) {
        const { counted, applied, parked, open } = await shop.account();
        if (counted !== applied + parked + open) imbalances.push({ counted, applied, parked, open });
        await pause(20);
      }
    }

    const counted = async () => (await shop.states()).COUNTED ?? 0;

    try {
      for (const name of ITEMS) await shop.shelve(name, STOCK);
      for (let index = 0; index < 2; index++) children.push(start(`window-${index}`));
      const others = [decideOn(), watch()];
      await eventually(async () => expect(await counted()).toBeGreaterThan(0), { timeoutMs: 60_000 });
      for (let kill = 0; kill < KILLS; kill++) {
        const before = await counted();
        if (kill % 3 === 0) {
          await eventually(async () => expect(await counted()).toBeGreaterThan(before), { timeoutMs: 60_000 });
        }
        await pause(random() * 600);
        const index = random() < 0.5 ? 0 : 1;
        ended.push(...children.flatMap((child) => child.ended() ?? []));
        if (kill % FREEZE_EVERY === 0) {
          children[1 - index]?.freeze();
          await pause(FREEZE_MS);
          children[1 - index]?.thaw();
        }
        await children[index]?.kill();
        children[index] = start(`window-${index}-${kill}`);
      }
      active = false;
      await Promise.all(others);

      await eventually(
        async () =>
          expect([await shop.states(), await shop.count('stream_window')]).toEqual([
            { COUNTED: expect.any(Number) },
            0,
          ]),
        { timeoutMs: 60_000 },
      );
      ended.push(...children.flatMap((child) => child.ended() ?? []));
      expect(ended).toEqual([]);
      expect(imbalances).toEqual([]);
      expect(await shop.count('stock_parked')).toBe(0);
      for (const name of ITEMS) expect([name, await shop.stockOf(name)]).toEqual([name, expected.get(name)]);
      expect(await shop.imbalances()).toEqual([]);
    } finally {
      active = false;
      for (const child of children) await child.kill();
      await shop.drop();
    }
  },
);
