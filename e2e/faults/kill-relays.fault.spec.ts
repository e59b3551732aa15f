import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { orderUpdated, stockResult } from '@rushgraph/contracts';
import { eventually, faultRow, shuffle } from '@rushgraph/testkit';
import { afterAll, expect } from 'vitest';
import { expectExactness, ORDERS } from './expect-exactness.ts';
import type { Worker } from './fault-system.ts';
import { drawPlacements, placeOrders, shelve } from './place-orders.ts';
import { readTopic } from './read-topic.ts';
import { strikeAtPoints } from './strike-at-points.ts';
import { useFaultSystem } from './use-fault-system.ts';

const RELAYS: readonly Worker[] = ['order worker', 'item worker'];
const KILLS = 6;
/** The last one strikes while there are orders to come: without events to delete it would never die. */
const LAST_POINT = 0.8 * ORDERS;
const DEATH_LIMIT_MS = 60_000;

let folder = '';
const warrant = (part: Worker) => join(folder, part.replace(' ', '-'));
// Hooks after a test run in reverse order: the workers end first.
afterAll(() => rm(folder, { recursive: true }));

const system = useFaultSystem(async () => {
  folder = await mkdtemp(join(tmpdir(), 'faults-'));
  const hook = `--import=${fileURLToPath(new URL('die-before-delete.ts', import.meta.url))}`;
  const settings = (part: Worker) => ({ NODE_OPTIONS: hook, FAULT_DEATH_WARRANT: warrant(part) });
  return { orderSettings: settings('order worker'), itemSettings: settings('item worker') };
});

/** Resolves when the worker is dead: it dies of the next events that Kafka has acknowledged. */
async function kill(part: Worker): Promise<void> {
  const { pid } = system().process(part);
  await writeFile(warrant(part), '');
  await eventually(() => expect(system().process(part).pid).not.toBe(pid), { timeoutMs: DEATH_LIMIT_MS });
}

faultRow(
  `relays are killed between acknowledgement and delete at ${KILLS} points of ${ORDERS} orders`,
  async (chance) => {
    const shelf = await shelve(system(), ORDERS);
    const placements = drawPlacements(chance, shelf, ORDERS);
    const victims = shuffle(
      chance,
      Array.from({ length: KILLS }, (_, index) => RELAYS[index % RELAYS.length] ?? 'order worker'),
    );
    const dying = new Map<Worker, Promise<void>>();
    const strikes = strikeAtPoints(
      chance,
      victims.map((part) => ({
        ready: async () => {
          await dying.get(part);
          await eventually(() => system().process(part).waitReady(), { timeoutMs: 30_000 });
        },
        strike: () => {
          const dead = kill(part);
          dying.set(part, dead);
          return dead;
        },
      })),
      LAST_POINT,
    );
    await placeOrders(system(), placements, strikes.before);
    await strikes.finish();
    await expectExactness(system(), placements, shelf);
    expect(await repeats(orderUpdated.topic), 'orders told of again').toBeGreaterThan(0);
    expect(await repeats(stockResult.topic), 'stock results told again').toBeGreaterThan(0);
  },
);

/** How many events are on a topic more than once. */
async function repeats(topic: string): Promise<number> {
  const records = await readTopic(system().kafka, topic);
  return records.length - new Set(records.map(({ headers }) => String(headers?.ce_id))).size;
}
