import { setTimeout as pause } from 'node:timers/promises';
import type { NamedProcess } from '../harness/bench-servers.ts';
import type { Row } from '../harness/benchmark.ts';
import { evenly } from '../harness/evenly.ts';
import { inParallel } from '../harness/in-parallel.ts';
import { percentile } from '../harness/percentile.ts';
import { measureProcesses } from './measure-processes.ts';
import type { OrderDoor } from './order-door.ts';

const LOOK_AGAIN_MS = 100;
const STANDSTILL_MS = 60_000;

/** Numbers of orders that nobody has placed yet. */
export function createNumbers(): (count: number) => number {
  let next = 0;
  return (count) => {
    const first = next;
    next += count;
    return first;
  };
}

/** So many orders from so many callers at once, until all are final. */
export async function closedLoop(
  door: OrderDoor,
  { callers, orders, first }: { callers: number; orders: number; first: number },
  processes: readonly NamedProcess[],
): Promise<Row> {
  const { seconds, times } = await untilFinal(door, orders, processes, (accepted) =>
    inParallel(callers, orders, async (index) => {
      const at = performance.now();
      await door.place(first + index);
      accepted.push(performance.now() - at);
    }),
  );
  return { name: `${door.name}, ${callers} callers`, figures: { '1/s': orders / seconds, ...times } };
}

/** Orders at a steady rate, whether or not earlier ones are done. */
export async function openLoop(
  door: OrderDoor,
  { perSecond, orders, first }: { perSecond: number; orders: number; first: number },
  processes: readonly NamedProcess[],
): Promise<Row> {
  const { times } = await untilFinal(door, orders, processes, (accepted) =>
    evenly(perSecond, orders, async (index, due) => {
      await door.place(first + index);
      // From when it was due: a driver that is late must not hide that the shop made it late.
      accepted.push(performance.now() - due);
    }),
  );
  return { name: `${door.name}, ${Math.round(perSecond)}/s open loop`, figures: times, isCharted: false };
}

/** What placing so many orders took, until all are final, and when they were. */
async function untilFinal(
  door: OrderDoor,
  orders: number,
  processes: readonly NamedProcess[],
  place: (accepted: number[]) => Promise<void>,
) {
  const accepted: number[] = [];
  const settledBefore = await door.settled();
  const startedAt = performance.now();
  const cpu = await measureProcesses(processes, orders, async () => {
    await place(accepted);
    await untilSettled(door, settledBefore + orders);
  });
  const seconds = (performance.now() - startedAt) / 1_000;
  const final = await door.finalTimes(orders);
  return { seconds, times: { ...latencies('accept', accepted), ...latencies('final', final), ...cpu } };
}

async function untilSettled(door: OrderDoor, expected: number): Promise<void> {
  let [last, movedAt] = [-1, performance.now()];
  for (;;) {
    const settled = await door.settled();
    if (settled > expected) throw new Error(`${settled} orders are final, ${expected} were placed`);
    if (settled === expected) return;
    if (settled !== last) [last, movedAt] = [settled, performance.now()];
    if (performance.now() - movedAt > STANDSTILL_MS) throw new Error(`${door.name} stands still at ${settled} orders`);
    await pause(LOOK_AGAIN_MS);
  }
}

export function latencies(name: string, values: readonly number[]): Record<string, number> {
  return { [`${name} p50 ms`]: percentile(values, 0.5), [`${name} p99 ms`]: percentile(values, 0.99) };
}
