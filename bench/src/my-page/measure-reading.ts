import type { Row } from '../harness/benchmark.ts';
import { inParallel } from '../harness/in-parallel.ts';
import { percentile } from '../harness/percentile.ts';
import { cpuSeconds } from '../harness/process-cpu.ts';
import type { Asking } from './ask-shop.ts';

export interface Reading {
  readonly name: string;
  readonly url: string;
  readonly query: string;
  readonly pids: readonly number[];
}

export const PAGE = `{ myPage { name email
  orders { id title status total { amount currency } placedAt }
  coupons { id campaignName discount { amount currency } status issuedAt } } }`;

/** The same answer, planned by the gateway over user, order and coupon. */
export const PLANNED = `{ me { name email
  orders(first: 10) { nodes { id title status total { amount currency } placedAt } }
  coupons(first: 20) { nodes { id campaign { name discount { amount currency } } status issuedAt } } } }`;

/** As `PLANNED`, with the items as they are now: what a page does not need to ask for. */
export const PLANNED_WITH_ITEMS = `{ me { name email
  orders(first: 10) { nodes { id title status total { amount currency } placedAt lines { quantity item { name } } } }
  coupons(first: 20) { nodes { id campaign { name discount { amount currency } } status issuedAt } } } }`;

/** One way to answer, from so many callers: CPU of every process and server for one request, and how long it took. */
export async function measureReading(
  { ask }: Asking,
  tokens: readonly string[],
  { name, url, query, pids }: Reading,
  { callers, requests, warmUp }: { readonly callers: number; readonly requests: number; readonly warmUp: number },
): Promise<Row> {
  const read = (index: number) => ask(url, query, {}, tokens[index % tokens.length]);
  await inParallel(callers, warmUp, async (index) => void (await read(index)));
  const took: number[] = [];
  const before = cpuSeconds(pids);
  const startedAt = performance.now();
  await inParallel(callers, requests, async (index) => {
    const at = performance.now();
    await read(index);
    took.push(performance.now() - at);
  });
  const seconds = (performance.now() - startedAt) / 1_000;
  return {
    name,
    figures: {
      'CPU ms': ((cpuSeconds(pids) - before) * 1_000) / requests,
      'p50 ms': percentile(took, 0.5),
      'p99 ms': percentile(took, 0.99),
      'requests/s': requests / seconds,
    },
  };
}
