import { setTimeout as pause } from 'node:timers/promises';
import type { Row } from '../harness/benchmark.ts';
import { evenly } from '../harness/evenly.ts';
import { inParallel } from '../harness/in-parallel.ts';
import { percentile } from '../harness/percentile.ts';
import { cpuSeconds } from '../harness/process-cpu.ts';

export interface OrderSystem {
  readonly name: string;
  /** Resolves when the n-th order is durable. */
  place(index: number): Promise<void>;
  /** Whether every order that was placed is final in MySQL; cheap, because it is asked while the system works. */
  allFinal(): Promise<boolean>;
  /** Rows written so far, to tell work that is slow from work that stands still. */
  progress(): Promise<number>;
  /** When each order was placed and became final, in milliseconds, as the database has it. */
  finalTimes(): Promise<readonly { readonly placedAt: number; readonly settledAt: number }[]>;
  /** Throws unless every order is confirmed once and the stock is exact. */
  verify(orders: number): Promise<void>;
  readonly pids: readonly number[];
  stop(): Promise<void>;
}

export const CALLERS = 64;
const POLL_MS = 50;

/** Places the orders that begin with number `from`, from 64 callers at once, and waits until all are final. */
export async function runClosedLoop(system: OrderSystem, orders: number, from: number): Promise<Row> {
  const accepted: number[] = [];
  const pids = [...system.pids, process.pid];
  const cpuBefore = cpuSeconds(pids);
  const startedAt = performance.now();
  await inParallel(CALLERS, orders, async (index) => {
    const at = performance.now();
    await system.place(from + index);
    accepted.push(performance.now() - at);
  });
  await untilFinal(system);
  const seconds = (performance.now() - startedAt) / 1_000;
  const cpu = cpuSeconds(pids) - cpuBefore;
  await system.verify(from + orders);
  return { name: system.name, figures: await figures(system, orders, seconds, cpu, accepted) };
}

/** Places `perSecond` orders a second, evenly, whether or not earlier ones are done. */
export async function runOpenLoop(system: OrderSystem, orders: number, perSecond: number, from: number): Promise<Row> {
  const accepted: number[] = [];
  await evenly(perSecond, orders, async (index) => {
    const at = performance.now();
    await system.place(from + index);
    accepted.push(performance.now() - at);
  });
  await untilFinal(system);
  const times = (await system.finalTimes()).slice(-orders);
  const name = `${system.name}, ${perSecond.toLocaleString('en-US')}/s open loop`;
  return { name, figures: { ...latencies(times), ...acceptance(accepted) } };
}

async function figures(system: OrderSystem, orders: number, seconds: number, cpu: number, accepted: readonly number[]) {
  return {
    'orders/s': orders / seconds,
    ...latencies((await system.finalTimes()).slice(-orders)),
    ...acceptance(accepted),
    'CPU µs/order': (cpu * 1e6) / orders,
  };
}

function latencies(times: readonly { readonly placedAt: number; readonly settledAt: number }[]) {
  const final = times.map(({ placedAt, settledAt }) => settledAt - placedAt);
  return { 'final p50 ms': percentile(final, 0.5), 'final p99 ms': percentile(final, 0.99) };
}

function acceptance(accepted: readonly number[]) {
  return { 'accept p50 ms': percentile(accepted, 0.5), 'accept p99 ms': percentile(accepted, 0.99) };
}

async function untilFinal(system: OrderSystem): Promise<void> {
  let last = -1;
  let movedAt = performance.now();
  while (!(await system.allFinal())) {
    const progress = await system.progress();
    if (progress !== last) movedAt = performance.now();
    last = progress;
    if (performance.now() - movedAt > 30_000) throw new Error(`${system.name} stands still`);
    await pause(POLL_MS);
  }
}
