import { setTimeout as pause } from 'node:timers/promises';
import { ALL_ITEMS, beginChoices, changeStrategy, type Strategy } from '@rushgraph/item/stock';
import { type Chance, faultRow } from '@rushgraph/testkit';
import { expect } from 'vitest';
import { type Strike, strikeAtPoints } from '../faults/strike-at-points.ts';
import { drawRush, hot, PIECES, REQUESTS, type RushRecord, side } from './draw-rush.ts';
import { expectExactSale } from './expect-exact-sale.ts';
import { type ItemWorkers, startItemWorkers, WORKERS } from './item-workers.ts';
import { publishRush } from './publish-rush.ts';
import { settleStock, untilChanged, untilDecided } from './settle-stock.ts';

const KILLS = 8;
const LAST_KILLS = 2;
/** A batch takes about as long: a kill is in the middle of one, or between two. */
const LATEST_MS = 60;
/** Between two changes of strategy: some hundred orders, of which many find stock. Those that find none leave no trace. */
const MEANWHILE: readonly Strike[] = Array.from({ length: 4 }, () => ({
  ready: () => Promise.resolve(),
  strike: () => Promise.resolve(),
}));

for (const { name, strategies, share } of [
  { name: 'merge', strategies: ['merge'], share: 1 },
  { name: 'window', strategies: ['window'], share: 1 },
  // A transaction for each order is as slow as it is meant to be: fewer orders, for as many fewer pieces.
  { name: 'lock', strategies: ['lock'], share: 0.2 },
  { name: 'a change of strategy', strategies: ['merge', 'window', 'lock', 'merge'], share: 1 },
] as const) {
  const [strategy, ...others] = strategies;
  faultRow(
    `${name} sells exactly what is there, while 4 workers are killed at ${KILLS + LAST_KILLS} points`,
    async (chance) => {
      const pieces = { hot: PIECES.hot * share, side: PIECES.side * share };
      const workers = await startItemWorkers(strategy);
      const publish = async (records: readonly RushRecord[], faults: readonly Strike[]) => {
        const strikes = strikeAtPoints(chance, faults, records.length);
        await publishRush(workers.kafka, records, strikes);
        await strikes.finish();
        await workers.ready();
        await settleStock(workers);
      };
      const changed = { ready: () => untilChanged(workers), strike: () => Promise.resolve() };
      try {
        await workers.shelve(hot, pieces.hot);
        await workers.shelve(side, pieces.side);
        await workers.start();
        const rush = drawRush(chance, REQUESTS * share);
        await publish(rush.first, spread(changesTo(others, workers), drawKills(chance, workers, KILLS), changed));
        await publish(rush.last, drawKills(chance, workers, LAST_KILLS));
        await expectDecidedBy(workers, [strategy, ...others]);
        await expectExactSale(workers, rush, pieces);
      } catch (error) {
        process.stderr.write(`${workers.logs()}\n`);
        throw error;
      } finally {
        await workers.drop();
      }
    },
  );
}

/** One worker or another is killed, at once or a moment after orders have come. */
function drawKills({ random }: Chance, workers: ItemWorkers, count: number): Strike[] {
  return Array.from({ length: count }, () => {
    const index = Math.floor(random() * WORKERS);
    const delayMs = random() * LATEST_MS;
    return {
      ready: () => workers.untilReady(index),
      async strike() {
        await pause(delayMs);
        await workers.kill(index);
      },
    };
  });
}

/** Strategies that are changed to while orders come, once those before have been decided. */
function changesTo(others: readonly Strategy[], workers: ItemWorkers): Strike[] {
  return others.map((strategy) => ({
    ready: () => untilDecided(workers),
    strike: () =>
      changeStrategy(workers.database, { scope: ALL_ITEMS, strategy, defaultStrategy: strategy, now: new Date() }),
  }));
}

/**
 * The changes at equal distances among the kills. The first kill after a change is in its middle; then orders wait for
 * its end, so that some come for the new strategy before it is changed again.
 */
function spread(changes: readonly Strike[], kills: readonly Strike[], changed: Strike): Strike[] {
  const share = Math.floor(kills.length / (changes.length + 1));
  return [
    ...kills.slice(0, share),
    ...changes.flatMap((change, index) => {
      const [during, ...after] = kills.slice(
        (index + 1) * share,
        index + 1 < changes.length ? (index + 2) * share : undefined,
      );
      return [change, ...(during ? [during] : []), changed, ...MEANWHILE, ...after];
    }),
    ...(changes.length === 0 ? kills.slice(share) : []),
  ];
}

/** Gates leave deltas, locks leave tokens: each of these strategies has been at work, and no other. */
async function expectDecidedBy({ database }: ItemWorkers, strategies: readonly Strategy[]): Promise<void> {
  const [row] = await database.rows<{ deltas: number; fence: number }>(
    'SELECT (SELECT COUNT(*) FROM stock_delta) AS deltas, fence FROM item WHERE id = ?',
    [hot],
  );
  expect([Number(row?.deltas) > 0, Number(row?.fence) > 0]).toEqual([
    strategies.includes('window'),
    strategies.includes('lock'),
  ]);
  const last = strategies.at(-1) ?? 'merge';
  expect(await beginChoices(database, last, new Date())).toMatchObject({ strategy: last, next: null });
}
