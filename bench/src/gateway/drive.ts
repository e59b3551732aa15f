import { percentile } from '../harness/percentile.ts';
import { cpuSeconds } from '../harness/process-cpu.ts';
import { residentMegabytes } from '../harness/process-memory.ts';
import type { BenchOperation } from './operations.ts';
import { connectCaller } from './raw-caller.ts';
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
  readonly seconds: number;
  /** One access token each; empty for a contestant that checks none. */
  readonly tokens: readonly string[];
  /** Whether all requests are one: the same viewer, the same variables. */
  readonly isAlike: boolean;
}

/** No two requests of one run of this process are alike. */
let requests = 0;

/** A closed loop of callers against one contestant, and what the contestant used meanwhile. */
export async function drive({ url, pid, name }: Contestant, operation: BenchOperation, load: Load): Promise<Measured> {
  const callers = await Promise.all(Array.from({ length: load.callers }, () => connectCaller(url)));
  const times: number[] = [];
  let bytes = 0;
  const [startCpu, start] = [cpuSeconds([pid]), performance.now()];
  const end = start + load.seconds * 1_000;

  await Promise.all(
    callers.map(async (caller) => {
      for (let sent = performance.now(); sent < end; sent = performance.now()) {
        const request = load.isAlike ? 0 : requests++;
        const token = load.tokens[request % Math.max(1, load.tokens.length)];
        const body = JSON.stringify({ query: operation.query, variables: operation.variables(request) });
        const { status, text } = await caller.post(body, token);
        if (status !== 200 || text.includes('"errors"'))
          throw new Error(`${name}, ${operation.name}: ${status} ${text.slice(0, 300)}`);
        bytes = text.length;
        times.push(performance.now() - sent);
      }
    }),
  );
  const seconds = (performance.now() - start) / 1_000;
  const cpu = cpuSeconds([pid]) - startCpu;
  for (const caller of callers) caller.close();
  times.sort((a, b) => a - b);
  return {
    cpuMicroseconds: (cpu / times.length) * 1e6,
    perSecond: times.length / seconds,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    megabytes: residentMegabytes(pid),
    bytes,
  };
}
