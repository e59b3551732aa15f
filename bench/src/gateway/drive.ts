import { Pool } from 'undici';
import { percentile } from '../harness/percentile.ts';
import { cpuSeconds } from '../harness/process-cpu.ts';
import { residentMegabytes } from '../harness/process-memory.ts';
import type { BenchOperation } from './operations.ts';
import type { Contestant } from './start-contestants.ts';

export interface Measured {
  readonly cpuMicroseconds: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly megabytes: number;
  readonly bytes: number;
}

export interface Load {
  readonly callers: number;
  readonly requests: number;
  /** One access token each; empty for a contestant that checks none. */
  readonly tokens: readonly string[];
}

/** A closed loop of callers against one contestant, and what the contestant used meanwhile. */
export async function drive({ url, pid }: Contestant, { query }: BenchOperation, load: Load): Promise<Measured> {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections: load.callers });
  const body = JSON.stringify({ query });
  const times: number[] = [];
  let [next, bytes] = [0, 0];

  async function call(): Promise<void> {
    while (next < load.requests) {
      const token = load.tokens[next % Math.max(1, load.tokens.length)];
      next += 1;
      const start = performance.now();
      const headers = {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      };
      const answer = await pool.request({ path: pathname, method: 'POST', headers, body });
      const text = await answer.body.text();
      if (answer.statusCode !== 200 || text.includes('"errors"'))
        throw new Error(`${answer.statusCode} ${text.slice(0, 300)}`);
      bytes = text.length;
      times.push(performance.now() - start);
    }
  }

  const [startCpu, start] = [cpuSeconds([pid]), performance.now()];
  await Promise.all(Array.from({ length: load.callers }, call));
  const seconds = (performance.now() - start) / 1_000;
  const cpu = cpuSeconds([pid]) - startCpu;
  await pool.close();
  times.sort((a, b) => a - b);
  return {
    cpuMicroseconds: (cpu / load.requests) * 1e6,
    perSecond: load.requests / seconds,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    megabytes: residentMegabytes(pid),
    bytes,
  };
}
