import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { compareEngines, type Difference } from '@rushgraph/gateway/differential';

const HELP = `npm run differential -- [--cases N] [--seed N] [--stock]

Answers random operations over random supergraphs with the gateway's engine, and compares each answer with the one that a
single server gives. A third of the cases has fields that fail, a third has subgraphs that are away or answer garbage.
  --cases   how many (default 10000)
  --seed    the first supergraph (default random); the same seed makes the same cases
  --stock   also compare Apollo's executor, and list where it differs
  --help    this text`;

const OPERATIONS = 50;
const KINDS = [
  { failures: 0, garbage: false },
  { failures: 4, garbage: false },
  { failures: 0, garbage: true },
] as const;
const SHOWN = 20;

const options = readOptions();
if (options === undefined) console.log(HELP);
else process.exitCode = await run(options);

function readOptions() {
  const { values } = parseArgs({
    options: {
      cases: { type: 'string' },
      seed: { type: 'string' },
      stock: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return undefined;
  return {
    cases: wholeNumber('--cases', values.cases, 10_000),
    seed: wholeNumber('--seed', values.seed, randomInt(1_000_000)),
    stock: values.stock ?? false,
  };
}

function wholeNumber(option: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  console.error(`${option} takes a whole number of at most nine digits, not "${text}".`);
  process.exit(1);
}

async function run({ cases, seed, stock }: { cases: number; seed: number; stock: boolean }): Promise<number> {
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
