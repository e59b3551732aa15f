import { type BenchServers, benchServers } from '../harness/bench-servers.ts';
import type { Row } from '../harness/benchmark.ts';
import { percentile } from '../harness/percentile.ts';
import type { IssueWay } from './issue-way.ts';

/** One issue a call: the callers each wait for their answer and ask again. */
export async function measureIssuing(
  way: IssueWay,
  { callers, seconds, most }: { readonly callers: number; readonly seconds: number; readonly most: number },
  say: (line: string) => void,
): Promise<Row> {
  return withServers(say, async (servers) => {
    const running = await way.start(servers, { callers, most });
    try {
      const waits: number[] = [];
      const startedAt = performance.now();
      const until = startedAt + seconds * 1_000;
      let next = 0;
      await Promise.all(
        Array.from({ length: callers }, async () => {
          while (next < most && performance.now() < until) {
            const at = performance.now();
            await running.issue(next++);
            waits.push(performance.now() - at);
          }
        }),
      );
      const took = (performance.now() - startedAt) / 1_000;
      await running.verify(waits.length);
      const rate = waits.length / took;
      say(`${way.name}: ${Math.round(rate)}/s`);
      const latencies = { 'p50 ms': percentile(waits, 0.5), 'p99 ms': percentile(waits, 0.99) };
      return { name: way.name, figures: { '1/s': rate, ...latencies } };
    } finally {
      await running.stop();
    }
  });
}

export async function withServers<T>(
  say: (line: string) => void,
  work: (servers: BenchServers) => Promise<T>,
): Promise<T> {
  const servers = await benchServers(say);
  try {
    return await work(servers);
  } finally {
    await servers.drop();
  }
}
