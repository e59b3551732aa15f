import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchmarks, drawChart, printTable } from '@rushgraph/bench';

const HELP = `npm run bench -- <name…> [--json FILE]

Runs benchmarks on the servers of the test set; prints tables, writes bench/results/<name>.json and .svg.
${benchmarks.map(({ name, describe }) => `  ${name.padEnd(12)} ${describe}`).join('\n')}
  --json FILE  all results in one file as well
  --help       this text`;

const results = join(fileURLToPath(new URL('../..', import.meta.url)), 'bench', 'results');
const { values, positionals } = parseArgs({
  options: { json: { type: 'string' }, help: { type: 'boolean' } },
  allowPositionals: true,
});
const chosen = benchmarks.filter(({ name }) => positionals.includes(name));
const unknown = positionals.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));

if (values.help) {
  console.log(HELP);
} else if (chosen.length === 0 || unknown.length > 0) {
  console.error(unknown.length > 0 ? `There is no benchmark ${unknown.join(', ')}.\n\n${HELP}` : HELP);
  process.exitCode = 1;
} else {
  mkdirSync(results, { recursive: true });
  const all: Record<string, unknown> = {};
  for (const benchmark of chosen) {
    console.log(`${benchmark.name}: ${benchmark.describe}`);
    const result = await benchmark.run((line) => console.log(`  ${line}`));
    all[benchmark.name] = result;
    writeFileSync(join(results, `${benchmark.name}.json`), `${JSON.stringify(result, null, 2)}\n`);
    writeFileSync(join(results, `${benchmark.name}.svg`), drawChart(result));
    console.log(`\n${printTable(result)}`);
  }
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(all, null, 2)}\n`);
}
