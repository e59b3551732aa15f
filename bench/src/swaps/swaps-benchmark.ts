import { setTimeout } from 'node:timers/promises';
import { accessTokens } from '../gateway/access-tokens.ts';
import { benchServers } from '../harness/bench-servers.ts';
import type { Benchmark, Row } from '../harness/benchmark.ts';
import { percentile } from '../harness/percentile.ts';
import { cpuSeconds } from '../harness/process-cpu.ts';
import { type Asking, askInALoop } from './ask-in-a-loop.ts';
import { supergraphs } from './supergraphs.ts';
import { type SwapGateway, startSwapGateway } from './swap-gateway.ts';

export interface SwapsLoad {
  readonly name: string;
  /** Quiet and with new supergraphs in turn, so often each. */
  readonly parts: number;
  /** New supergraphs of one part. */
  readonly swaps: number;
}

const TOKENS = 400;
/** A hundred in a minute. */
const EVERY_MS = 600;
/** A process that has just started is slower than one that has served for a while. */
const WARM_SWAPS = 5;

interface Part {
  readonly times: readonly number[];
  readonly cpuSeconds: number;
  readonly seconds: number;
  readonly swaps: number;
}

/** What customers notice of a hundred new supergraphs in a minute: latency with and without them in one run. */
export function swapsBenchmark({ name, parts, swaps }: SwapsLoad): Benchmark {
  return {
    name,
    describe: `latency at a gateway under full load while it takes a new supergraph every ${EVERY_MS} ms, against the same without`,
    async run(say) {
      const servers = await benchServers(say);
      const [plain, withMore] = supergraphs();
      const { tokens, jwks } = await accessTokens(TOKENS);
      const gateway = await startSwapGateway(servers, jwks, plain);
      const asking = await askInALoop(gateway.url, tokens);
      try {
        const measure = measuring(gateway, asking, [plain, withMore]);
        await measure(WARM_SWAPS, true);
        const [quiet, swapping]: [Part[], Part[]] = [[], []];
        for (let part = 1; part <= parts; part += 1) {
          quiet.push(await measure(swaps, false));
          swapping.push(await measure(swaps, true));
          say(`${part} of ${parts}: p99 ${p99(quiet)} ms quiet, ${p99(swapping)} ms with new supergraphs`);
        }
        return {
          title: 'New supergraphs under load',
          setting: `${parts} parts of ${(swaps * EVERY_MS) / 1_000} s each in turn, without and with a new supergraph every ${EVERY_MS} ms; 16 callers without a pause, 21 operations and one new one in 50; the gateway, its planner threads and the callers share two cores, subgraphs (made-up answers) have one of them`,
          chart: 'p99 ms',
          rows: [rowOf('quiet', quiet), rowOf('new supergraphs', swapping)],
          notes: ['No request failed. CPU is that of the gateway, its planner threads included.'],
        };
      } finally {
        await asking.stop();
        await gateway.stop();
        await servers.drop();
      }
    },
  };
}

function measuring(gateway: SwapGateway, asking: Asking, versions: readonly string[]) {
  let published = 0;

  return async (ticks: number, areSwaps: boolean): Promise<Part> => {
    await gateway.untilServed();
    const before = await gateway.supergraphs();
    const [start, cpu] = [performance.now(), cpuSeconds([gateway.pid])];
    asking.take();
    for (let tick = 1; tick <= ticks; tick += 1) {
      published += areSwaps ? 1 : 0;
      if (areSwaps) await gateway.publish(versions[published % versions.length] ?? '');
      await setTimeout(Math.max(0, start + tick * EVERY_MS - performance.now()));
    }
    const { times, failed } = asking.take();
    const seconds = (performance.now() - start) / 1_000;
    const used = cpuSeconds([gateway.pid]) - cpu;
    const { served, refused } = await gateway.supergraphs();
    if (failed.length > 0) throw new Error(`${failed.length} requests failed: ${failed[0]}`);
    if (refused > 0) throw new Error(`${refused} supergraphs were refused; the gateway's log above says why`);
    return { times, cpuSeconds: used, seconds, swaps: served - before.served };
  };
}

function p99(parts: readonly Part[]): string {
  return percentile(
    parts.flatMap(({ times }) => times),
    0.99,
  ).toFixed(1);
}

function rowOf(name: string, parts: readonly Part[]): Row {
  const times = parts.flatMap((part) => part.times);
  const sum = (pick: (part: Part) => number) => parts.reduce((total, part) => total + pick(part), 0);
  const seconds = sum((part) => part.seconds);
  return {
    name,
    figures: {
      'p50 ms': percentile(times, 0.5),
      'p99 ms': percentile(times, 0.99),
      'p99.9 ms': percentile(times, 0.999),
      'most ms': times.reduce((most, time) => Math.max(most, time), 0),
      'requests/s': times.length / seconds,
      'CPU %': (sum((part) => part.cpuSeconds) / seconds) * 100,
      'supergraphs/min': (sum((part) => part.swaps) / seconds) * 60,
    },
  };
}
