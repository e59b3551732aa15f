import { eventually, faultRow, shuffle } from '@rushgraph/testkit';
import { expect } from 'vitest';
import { expectExactness, ORDERS } from './expect-exactness.ts';
import type { Worker } from './fault-system.ts';
import { drawPlacements, placeOrders, shelve } from './place-orders.ts';
import { strikeAtPoints } from './strike-at-points.ts';
import { useFaultSystem } from './use-fault-system.ts';

const system = useFaultSystem();
const FROZEN: readonly Worker[] = ['order worker', 'item worker'];
const FREEZES = 6;
/** Seconds, when the computer has nothing else to do. */
const REGROUP_LIMIT_MS = 60_000;

/**
 * Stops a worker in the middle of whatever it does, until its group has given it up; then it goes on as if nothing was.
 * The group may be empty by then: the other one waits for rows that the frozen one has locked, and misses its heartbeats.
 */
async function freeze(part: Worker): Promise<void> {
  const { pid } = system().process(part);
  process.kill(pid, 'SIGSTOP');
  try {
    await eventually(async () => expect(await members(part)).toBeLessThan(2), {
      timeoutMs: REGROUP_LIMIT_MS,
      everyMs: 100,
    });
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

/** How many members the consumer group of a worker has, once all of them know their partitions. */
async function members(part: Worker): Promise<number> {
  const { kafka, groupPrefix } = system().kafka;
  const admin = kafka.admin();
  await admin.connect();
  try {
    const { groups } = await admin.describeGroups([groupPrefix + (part === 'order worker' ? 'order' : 'item')]);
    const [group] = groups;
    if (group?.state !== 'Stable' && group?.state !== 'Empty') throw new Error(`The group is ${group?.state}`);
    return group.members.length;
  } finally {
    await admin.disconnect();
  }
}

faultRow(
  `workers are frozen beyond their session, one of two at ${FREEZES} points of ${ORDERS} orders, and go on`,
  async (chance) => {
    await Promise.all(FROZEN.map((part) => system().addWorker(part)));
    const shelf = await shelve(system(), ORDERS);
    const placements = drawPlacements(chance, shelf, ORDERS);
    const order = shuffle(
      chance,
      Array.from({ length: FREEZES }, (_, index) => FROZEN[index % FROZEN.length] ?? 'order worker'),
    );
    const thawed = new Map<Worker, Promise<unknown>>();
    const strikes = strikeAtPoints(
      chance,
      order.map((part) => ({
        // The one of this service that was frozen last has come back to its group. The other service's may be frozen still.
        ready: async () => {
          await thawed.get(part);
          await eventually(async () => expect(await members(part)).toBe(2), {
            timeoutMs: REGROUP_LIMIT_MS,
            everyMs: 100,
          });
        },
        strike: () => {
          const ended = freeze(part);
          thawed.set(part, ended);
          return ended;
        },
      })),
      ORDERS,
    );
    await placeOrders(system(), placements, strikes.before);
    await strikes.finish();
    await expectExactness(system(), placements, shelf);
  },
);
