import { luaIssue } from '../../baselines/original-coupons/lua-issue.ts';
import { multiIssue } from '../../baselines/original-coupons/multi-issue.ts';
import { pessimisticIssue } from '../../baselines/original-coupons/pessimistic-issue.ts';
import type { Benchmark, Result, Row } from '../harness/benchmark.ts';
import type { Rush } from './check-rush.ts';
import { checkTargets } from './check-targets.ts';
import { directWay } from './direct-way.ts';
import { measureIssuing, withServers } from './measure-issuing.ts';
import { measureQueue } from './measure-queue.ts';
import { runRush } from './run-rush.ts';

export interface CouponsSettings {
  readonly callers: number;
  readonly seconds: number;
  /** Coupons that there are for ways that give one to a call. */
  readonly most: number;
  /** Customers in the queue whose parts are measured. */
  readonly queued: number;
  readonly rush: Pick<Rush, 'customers' | 'coupons' | 'connections'>;
}

const full: CouponsSettings = {
  callers: 64,
  seconds: 5,
  most: 400_000,
  queued: 100_000,
  rush: { customers: 50_000, coupons: 1_000, connections: 500 },
};

const small: CouponsSettings = {
  callers: 64,
  seconds: 1,
  most: 60_000,
  queued: 10_000,
  rush: { customers: 2_000, coupons: 200, connections: 100 },
};

export const couponsBenchmark = benchmarkOf('coupons', full);
/** The same in seconds, to see that it works. */
export const couponsSmallBenchmark = benchmarkOf('coupons-small', small);

function benchmarkOf(name: string, settings: CouponsSettings): Benchmark {
  const { customers, coupons, connections } = settings.rush;
  return {
    name,
    describe: `coupons per second of every way to give them out, and ${customers.toLocaleString('en-US')} customers for ${coupons.toLocaleString('en-US')} over ${connections} connections`,
    run: (say) => measureCoupons(settings, say),
  };
}

async function measureCoupons(settings: CouponsSettings, say: (line: string) => void): Promise<Result> {
  const [multi, pooled] = [multiIssue('per issue'), multiIssue('pooled')];
  const rows: Row[] = [];
  for (const way of [multi, pooled, pessimisticIssue, luaIssue, directWay])
    rows.push(await measureIssuing(way, settings, say));
  rows.push(...(await withServers(say, (servers) => measureQueue(servers, settings.queued, say))));
  for (const opensAfterJoining of [false, true]) {
    const name = `joins over HTTP, ${opensAfterJoining ? 'all before the opening' : 'open from the start'}`;
    rows.push(
      await withServers(say, (servers) => runRush(servers, { name, ...settings.rush, opensAfterJoining }, say)),
    );
  }
  const { customers, coupons, connections } = settings.rush;
  return {
    title: 'Coupons',
    setting:
      `Ways that give one coupon to a call: ${settings.callers} callers for ${settings.seconds} s. The queue: ${settings.queued.toLocaleString('en-US')} customers. ` +
      `Over HTTP: ${customers.toLocaleString('en-US')} customers for ${coupons.toLocaleString('en-US')} coupons, ${connections} connections, one process.`,
    chart: '1/s',
    rows,
    notes: [
      'Every run is checked: as many coupons are gone as were given. After a rush exactly the first in line have one, in MySQL, in Redis and as an event; all others were told SOLD_OUT.',
      'Times of a rush count from the first join, or from the opening when all joined before.',
      ...checkTargets(rows, { lua: luaIssue.name, multi: multi.name, pooled: pooled.name }),
    ],
  };
}
