import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { Difference } from '@rushgraph/gateway/differential';
import { runRounds } from './differential/run-rounds.ts';
import { CommandError, runCommand } from './tools/run-command.ts';

const HELP = `npm run differential -- [--cases N] [--seed N] [--stock] [--workers N]

Answers random operations over random supergraphs with the gateway's engine, and compares each answer with the one that a
single server gives. A third of the cases has fields that fail, a third has subgraphs that are away or answer garbage.
  --cases    number of cases (default 10000)
  --seed     seed of the first supergraph (default random); the same seed makes the same cases
  --stock    also compares Apollo's executor, and lists where it differs
  --workers  number of threads (default one for each core)
  --help     prints this text`;

const SHOWN = 20;
const TOLD_EVERY = 2_000;

await runCommand({
  help: HELP,
  options: {
    cases: { type: 'string' },
    seed: { type: 'string' },
    stock: { type: 'boolean' },
    workers: { type: 'string' },
  },
  failure: 'The engines could not be compared',
  run: ({ values: { cases, seed, stock = false, workers } }) =>
    compare({
      cases: wholeNumber('--cases', cases, 10_000),
      seed: wholeNumber('--seed', seed, randomInt(1_000_000)),
      workers: Math.max(1, wholeNumber('--workers', workers, availableParallelism())),
      stock,
    }),
});

function wholeNumber(option: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new CommandError(`${option} takes a whole number of at most nine digits, not "${text}".`);
}

interface CompareOptions {
  readonly cases: number;
  readonly seed: number;
  readonly stock: boolean;
  readonly workers: number;
}

async function compare(options: CompareOptions): Promise<number> {
  console.log(`Seed ${options.seed}`);
  const differences: Difference[] = [];
  let [stockDifferences, told] = [0, 0];
  const begun = performance.now();
  const done = await runRounds({
    ...options,
    onRound(report, cases) {
      differences.push(...report.differences);
      stockDifferences += report.stockDifferences.length;
      for (const { seed: place, problem } of report.stockDifferences)
        console.log(`stock ${place}: ${problem.slice(0, 300)}`);
      if (cases < told + TOLD_EVERY) return;
      told = cases;
      console.log(`${cases} cases in ${secondsSince(begun)} s, ${differences.length} differences`);
    },
  });
  for (const { seed: place, operation, problem } of differences.slice(0, SHOWN)) {
    console.log(`\n${place}\n${operation.text}\n${JSON.stringify(operation.variables)}\n${problem}`);
  }
  const stock = options.stock ? `, stock ${stockDifferences}` : '';
  console.log(`${done} cases in ${secondsSince(begun)} s, ${differences.length} differences${stock}`);
  return differences.length > 0 ? 1 : 0;
}

function secondsSince(begun: number): number {
  return Math.round((performance.now() - begun) / 1_000);
}
