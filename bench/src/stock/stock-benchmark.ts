import { type BenchServers, benchServers } from '../harness/bench-servers.ts';
import type { Benchmark, Result } from '../harness/benchmark.ts';
import { checkTargets } from './check-targets.ts';
import type { DeciderDefinition } from './decider.ts';
import { deciders } from './deciders.ts';
import type { Measured } from './measured.ts';
import { runClosedLoop } from './run-closed-loop.ts';
import { ITEMS } from './shelves.ts';
import { tableOf } from './table-of.ts';

export interface StockSettings {
  readonly deciders: readonly DeciderDefinition[];
  readonly requesters: readonly number[];
  /** Over how many items the requests go. */
  readonly spreads: readonly number[];
  /** How long each scenario goes on. */
  readonly seconds: number;
  readonly warmUpSeconds: number;
}

const settings: StockSettings = {
  deciders,
  requesters: [1, 16, 64, 512],
  spreads: [1, ITEMS],
  seconds: 3,
  warmUpSeconds: 1,
};

/** From a request for a piece to the decision that it is theirs. */
export const stockBenchmark: Benchmark = {
  name: 'stock',
  describe: 'stock decisions per second of every strategy, on one hot item and over many',
  run: (say) => measureStock(settings, say),
};

/** The benchmark with settings of one's own. */
async function measureStock(chosen: StockSettings, say: (line: string) => void): Promise<Result> {
  const measured: Measured[] = [];
  for (const definition of chosen.deciders) {
    const servers = await benchServers(say);
    try {
      measured.push(...(await measureDecider(servers, definition, chosen, say)));
    } finally {
      await servers.drop();
    }
  }
  return {
    title: 'Stock decisions',
    setting:
      `Each requester asks for one piece, waits for the decision and asks again, for ${chosen.seconds} s. ` +
      'Batches take what waits, at most 500, and wait for nothing.',
    chart: 'decisions/s',
    rows: tableOf(measured),
    notes: [
      'Every decider is checked: as many pieces as decisions have left the shelves, each with its ledger row and reservation (the original keeps neither).',
      ...checkTargets(measured),
    ],
  };
}

async function measureDecider(
  servers: BenchServers,
  { name, start }: DeciderDefinition,
  { requesters, spreads, seconds, warmUpSeconds }: StockSettings,
  say: (line: string) => void,
): Promise<Measured[]> {
  const decider = await start(servers);
  const pids = [...servers.pids, process.pid];
  const measured: Measured[] = [];
  let taken = 0;
  let from = 0;
  const run = async (many: number, spread: number, forSeconds: number) => {
    const result = await runClosedLoop({ decider, requesters: many, spread, seconds: forSeconds, pids, from });
    taken += result.decisions;
    from = result.next;
    return result.figures;
  };
  try {
    await run(Math.max(...requesters), Math.max(...spreads), warmUpSeconds);
    for (const spread of spreads) {
      for (const many of requesters) {
        const figures = await run(many, spread, seconds);
        measured.push({ decider: name, requesters: many, spread, figures });
        say(`${name}, ${spread} items, ${many} at once: ${Math.round(figures['decisions/s'])}/s`);
      }
    }
    await decider.verify(taken);
  } finally {
    await decider.stop();
  }
  return measured;
}
