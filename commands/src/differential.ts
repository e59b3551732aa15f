import { randomInt } from 'node:crypto';
import { compareEngines, type Difference } from '@rushgraph/gateway/differential';
import { CommandError, runCommand } from './tools/run-command.ts';

const HELP = `npm run differential -- [--cases N] [--seed N] [--stock]

Answers random operations over random supergraphs with the gateway's engine, and compares each answer with the one that a
single server gives. A third of the cases has fields that fail, a third has subgraphs that are away or answer garbage.
  --cases   number of cases (default 10000)
  --seed    seed of the first supergraph (default random); the same seed makes the same cases
  --stock   also compares Apollo's executor, and lists where it differs
  --help    prints this text`;

const OPERATIONS = 50;
const KINDS = [
  { failures: 0, garbage: false },
  { failures: 4, garbage: false },
  { failures: 0, garbage: true },
] as const;
const SHOWN = 20;

await runCommand({
  help: HELP,
  options: { cases: { type: 'string' }, seed: { type: 'string' }, stock: { type: 'boolean' } },
  failure: 'The engines could not be compared',
  run: ({ values: { cases, seed, stock = false } }) =>
    compare({
      cases: wholeNumber('--cases', cases, 10_000),
      seed: wholeNumber('--seed', seed, randomInt(1_000_000)),
      stock,
    }),
});

function wholeNumber(option: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new CommandError(`${option} takes a whole number of at most nine digits, not "${text}".`);
}

async function compare({ cases, seed, stock }: { cases: number; seed: number; stock: boolean }): Promise<number> {
  console.log(`Seed ${seed}`);
  const differences: Difference[] = [];
  let [done, stockDifferences] = [0, 0];
  for (let round = 0; done < cases; round += 1) {
    const kind = KINDS[round % KINDS.length] ?? KINDS[0];
    const report = await compareEngines({
      ...kind,
      firstSeed: seed + round,
      universes: 1,
      operations: OPERATIONS,
      stock: stock && !kind.garbage,
    });
    done += report.cases;
    stockDifferences += report.stockDifferences.length;
    differences.push(...report.differences);
    for (const { seed: place, problem } of report.stockDifferences)
      console.log(`stock ${place}: ${problem.slice(0, 300)}`);
    if (round % 20 === 19) console.log(`${done} cases, ${differences.length} differences`);
  }
  for (const { seed: place, operation, problem } of differences.slice(0, SHOWN)) {
    console.log(`\n${place}\n${operation.text}\n${JSON.stringify(operation.variables)}\n${problem}`);
  }
  console.log(`${done} cases, ${differences.length} differences${stock ? `, stock ${stockDifferences}` : ''}`);
  return differences.length > 0 ? 1 : 0;
}
