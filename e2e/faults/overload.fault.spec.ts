import { type ChildProcess, spawn } from 'node:child_process';
import { inSnapshot, judgeReservations, judgeStock, readReservations, readStock } from '@rushgraph/commands/verify';
import { type ItemId, parseId } from '@rushgraph/contracts';
import { changeStrategy } from '@rushgraph/item/stock';
import { eventually } from '@rushgraph/testkit';
import { faultRow } from '@rushgraph/testkit/fault-row';
import { afterAll, beforeAll, expect } from 'vitest';
import { drawPlacements, placeOrders, shelve } from './place-orders.ts';
import { readFacts } from './read-facts.ts';
import { settleDown } from './settle-down.ts';
import { useFaultSystem } from './use-fault-system.ts';

const ORDERS = 150;
/** Processes that do nothing but take time, on however few cores. */
const LOOPS = 16;
/** They end by themselves should nobody end them. */
const LOOP = 'const end = Date.now() + 300_000; while (Date.now() < end);';
/** Short, so that whoever is slow would be given up. */
const GIVE_UP_MS = 5_000;
const strategies = ['window', 'lock', 'merge'] as const;

const system = useFaultSystem(async () => ({
  orderSettings: { GIVE_UP_AFTER_MS: String(GIVE_UP_MS), OVERDUE_AFTER_MS: '2000', ITEM_TIMEOUT_MS: '1000' },
}));
const loops: ChildProcess[] = [];

beforeAll(async () => {
  await system().addWorker('item worker');
});
afterAll(endLoops);

function endLoops(): void {
  for (const loop of loops.splice(0)) loop.kill('SIGKILL');
}

/** Orders have been pending for three times as long as it takes to give one up, or none is pending any more. */
async function untilAged(): Promise<void> {
  await eventually(
    async () => {
      const [row] = await system().orders.rows<{ pending: number; oldest: Date | null }>(
        "SELECT COUNT(*) AS pending, MIN(placed_at) AS oldest FROM orders WHERE status = 'PENDING'",
      );
      const ageMs = Date.now() - (row?.oldest?.getTime() ?? 0);
      expect(Number(row?.pending) === 0 || ageMs > 3 * GIVE_UP_MS).toBe(true);
    },
    { timeoutMs: 60_000, everyMs: 200 },
  );
}

async function keepByAllStrategies(itemIds: readonly string[]): Promise<void> {
  for (const [index, id] of itemIds.entries()) {
    const scope = parseId<ItemId>(id);
    if (scope === null) throw new Error(`${id} is not the id of an item`);
    const strategy = strategies[index % strategies.length] ?? 'merge';
    await changeStrategy(system().items, { scope, strategy, defaultStrategy: 'merge', now: new Date() });
  }
}

faultRow(
  `${LOOPS} busy loops beside ${ORDERS} orders of items of all strategies make them wait, and reject none`,
  async (chance) => {
    const shelf = await shelve(system(), ORDERS);
    await keepByAllStrategies([...shelf.stock.keys()]);
    const placements = drawPlacements(chance, shelf, ORDERS);
    for (let index = 0; index < LOOPS; index++) loops.push(spawn(process.execPath, ['--eval', LOOP]));
    await placeOrders(system(), placements);
    await untilAged();
    endLoops();
    await settleDown(system());
    const { orders } = await readFacts(system());
    expect(orders.map(({ id }) => id).sort()).toEqual(placements.map(({ id }) => id).sort());
    expect(orders.filter(({ reason }) => reason === 'TIMED_OUT')).toEqual([]);
    const verdicts = await inSnapshot(system().items, async (snapshot) => [
      ...judgeStock(await readStock(snapshot)),
      ...judgeReservations(await readReservations(snapshot)),
    ]);
    expect(verdicts.filter(({ state }) => state === 'broken')).toEqual([]);
  },
);
