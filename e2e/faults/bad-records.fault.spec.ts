import { setTimeout as pause } from 'node:timers/promises';
import { deriveId, type OrderId, orderReleased, orderRequested, stockResult } from '@rushgraph/contracts';
import { eventually, faultRow } from '@rushgraph/testkit';
import { expect } from 'vitest';
import { expectExactness, ORDERS } from './expect-exactness.ts';
import { createInjector, earlyRefusal, orphanResult } from './inject-records.ts';
import { drawPlacements, isForStreams, placeOrders, shelve } from './place-orders.ts';
import { useFaultSystem } from './use-fault-system.ts';

/** However busy the computer is, the orders of early results come before. */
const PARKED_GRACE_MS = 120_000;
const AGE_EVERY_MS = 200;
const LONG_AGO = new Date('2020-01-01T00:00:00.000Z');
const REPEATED = 500;
const EARLY = 50;
const ORPHANS = 20;

const system = useFaultSystem(async () => ({ orderSettings: { PARKED_GRACE_MS: String(PARKED_GRACE_MS) } }));

faultRow(
  `records that repeat, overtake each other, come too early or are of no use, during ${ORDERS} orders`,
  async (chance) => {
    const shelf = await shelve(system(), ORDERS);
    const placements = drawPlacements(chance, shelf, ORDERS);
    const [first, second] = [placements.slice(0, ORDERS / 2), placements.slice(ORDERS / 2)];
    const early = second.slice(0, EARLY);
    const [itemId = ''] = shelf.stock.keys();
    const orphans = Array.from({ length: ORPHANS }, (_, index) => deriveId<OrderId>('orphan', String(index)));
    const injector = await createInjector(system());
    let ageing: Ageing | undefined;
    try {
      await placeOrders(system(), first);
      const poison = await injector.poison();
      await injector.results([...early.map(earlyRefusal), ...orphans.map((id) => orphanResult(id, itemId))]);
      await eventually(async () => expect(await parked()).toBe(EARLY + ORPHANS), { timeoutMs: 60_000 });
      ageing = startAgeing(orphans);
      const [, ...repeats] = await Promise.all([
        placeOrders(system(), second),
        injector.repeat(orderRequested.topic, chance, REPEATED),
        injector.repeat(stockResult.topic, chance, REPEATED),
      ]);
      expect(repeats).toEqual([REPEATED, REPEATED]);
      await eventually(async () => expect(await parked()).toBe(0), { timeoutMs: 60_000, everyMs: 200 });
      await injector.repeat(orderReleased.topic, chance, REPEATED);

      await expectExactness(system(), placements, shelf, { orphans: new Set(orphans), poison });
      // The refusal was there when the row came, so it decided; what the item service took for the order went back.
      expect(await ends(early.filter((one) => !isForStreams(one)).map(({ id }) => id))).toEqual(['REJECTED SOLD_OUT']);
    } finally {
      await ageing?.stop();
      await injector.stop();
    }
  },
);

interface Ageing {
  /** Rejects when it has failed. */
  stop(): Promise<void>;
}

/** Lets the results of these orders grow old at once, whenever they are parked. */
function startAgeing(ids: readonly OrderId[]): Ageing {
  let isOver = false;
  const ended = age().then(
    () => undefined,
    (error: unknown) => error,
  );
  async function age(): Promise<void> {
    while (!isOver) {
      await system().orders.transaction((tx) =>
        tx.run('UPDATE parked_result SET parked_at = ? WHERE order_id IN (?)', [LONG_AGO, ids]),
      );
      await pause(AGE_EVERY_MS);
    }
  }
  return {
    async stop() {
      isOver = true;
      const failure = await ended;
      if (failure !== undefined) throw failure;
    },
  };
}

async function parked(): Promise<number> {
  const [row] = await system().orders.rows<{ n: number }>('SELECT COUNT(*) AS n FROM parked_result');
  return Number(row?.n);
}

async function ends(ids: readonly string[]): Promise<string[]> {
  const rows = await system().orders.rows<{ end: string }>(
    "SELECT DISTINCT CONCAT(status, ' ', rejection_reason) AS end FROM orders WHERE id IN (?)",
    [ids],
  );
  return rows.map(({ end }) => end);
}
