import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Composition, composeFile } from '@rushgraph/gateway/compose';

const HELP = `npm run compose [-- --check]

supergraph.yaml → supergraph.graphql
  --check   change nothing; exit 1 when supergraph.graphql is not up to date
  --help    this text`;

const root = fileURLToPath(new URL('../..', import.meta.url));
const target = join(root, 'supergraph.graphql');

try {
  const { values } = parseArgs({ options: { check: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) {
    console.log(HELP);
  } else {
    // The committed schema holds the default addresses, whatever the environment says.
    const composition = composeFile(join(root, 'supergraph.yaml'), {});
    const problem = values.check ? findDifference(composition) : write(composition);
    if (problem !== undefined) fail(problem);
    else if (!values.check) console.log('supergraph.graphql is up to date.');
  }
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}

function write(composition: Composition): string | undefined {
  if (composition.ok) writeFileSync(target, composition.supergraphSdl);
  return composition.ok ? undefined : told(composition.problems);
}

function findDifference(composition: Composition): string | undefined {
  if (!composition.ok) return told(composition.problems);
  if (readFileSync(target, 'utf8') === composition.supergraphSdl) return undefined;
  return 'supergraph.graphql is not what supergraph.yaml composes to; run npm run compose.';
}

function told(problems: readonly string[]): string {
  return `The subgraphs do not compose:\n${problems.map((problem) => `  ${problem}`).join('\n')}`;
}

function fail(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}
