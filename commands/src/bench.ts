import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchmarks, drawChart, printTable } from '@rushgraph/bench';
import { root } from './tools/root.ts';
import { CommandError, runCommand } from './tools/run-command.ts';

const HELP = `npm run bench -- <name…> [--json FILE]

Runs benchmarks on the servers of the test set; prints tables, writes bench/results/<name>.json and .svg.
${benchmarks.map(({ name, describe }) => `  ${name.padEnd(12)} ${describe}`).join('\n')}
  --json FILE  also writes all results into one file
  --help       prints this text`;

const results = join(root, 'bench', 'results');

await runCommand({
  help: HELP,
  options: { json: { type: 'string' } },
  positionals: true,
  failure: 'The benchmark could not be run',
  run: ({ values, positionals }) => {
    const unknown = positionals.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));
    if (unknown.length > 0) throw new CommandError(`There is no benchmark ${unknown.join(', ')}; --help lists them.`);
    if (positionals.length === 0) throw new CommandError('Say which benchmark to run; --help lists them.');
    return runBenchmarks(positionals, values.json);
  },
});

async function runBenchmarks(names: readonly string[], json: string | undefined): Promise<number> {
  mkdirSync(results, { recursive: true });
  const all: Record<string, unknown> = {};
  for (const benchmark of benchmarks.filter(({ name }) => names.includes(name))) {
    console.log(`${benchmark.name}: ${benchmark.describe}`);
    const result = await benchmark.run((line) => console.log(`  ${line}`));
    all[benchmark.name] = result;
    writeFileSync(join(results, `${benchmark.name}.json`), `${JSON.stringify(result, null, 2)}\n`);
    writeFileSync(join(results, `${benchmark.name}.svg`), drawChart(result));
    console.log(`\n${printTable(result)}`);
  }
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(all, null, 2)}\n`);
  return 0;
}
