import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Composition, composeFile } from '@rushgraph/schema-registry/compose';
import { root } from './tools/root.ts';
import { CommandError, runCommand } from './tools/run-command.ts';

const HELP = `npm run compose [-- --check]

Composes the subgraphs that supergraph.yaml names into supergraph.graphql.
  --check   changes nothing; exit code 1 if supergraph.graphql is not up to date
  --help    prints this text`;

const target = join(root, 'supergraph.graphql');

await runCommand({
  help: HELP,
  options: { check: { type: 'boolean' } },
  failure: 'The schema could not be composed',
  run: ({ values }) => {
    // The committed schema holds the default addresses, whatever the environment says.
    const composition = composeFile(join(root, 'supergraph.yaml'), {});
    const problem = values.check ? findDifference(composition) : write(composition);
    if (problem !== undefined) throw new CommandError(problem);
    console.log('supergraph.graphql is up to date.');
    return 0;
  },
});

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
