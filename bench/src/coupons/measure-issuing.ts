import { type BenchServers, benchServers } from '../harness/bench-servers.ts';
import type { Row } from '../harness/benchmark.ts';
import type { IssueWay } from './issue-way.ts';
import { measure } from './measure.ts';

/** One issue a call: the callers each wait for their answer and ask again. */
export async function measureIssuing(
  way: IssueWay,
  { callers, seconds, most }: { readonly callers: number; readonly seconds: number; readonly most: number },
  say: (line: string) => void,
): Promise<Row> {
  return withServers(say, async (servers) => {
    const running = await way.start(servers, { callers, most });
    try {
      const figures = await measure([...servers.pids, process.pid], async (waits) => {
        const until = performance.now() + seconds * 1_000;
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
        await running.verify(waits.length);
        return waits.length;
      });
      say(`${way.name}: ${Math.round(figures['1/s'] ?? 0)}/s`);
      return { name: way.name, figures };
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
