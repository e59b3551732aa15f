import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { composeFile } from '@rushgraph/gateway/compose';

const HELP = `npm run compose [-- --check]

supergraph.yaml → supergraph.graphql
  --check   change nothing; exit 1 when supergraph.graphql is not up to date
  --help    this text`;

const root = fileURLToPath(new URL('../..', import.meta.url));
const target = join(root, 'supergraph.graphql');
const { values } = parseArgs({ options: { check: { type: 'boolean' }, help: { type: 'boolean' } } });

if (values.help) {
  console.log(HELP);
} else {
  // The committed schema holds the default addresses, whatever the environment says.
  const composition = composeFile(join(root, 'supergraph.yaml'), {});
  if (!composition.ok) {
    console.error(`The subgraphs do not compose:\n${composition.problems.map((problem) => `  ${problem}`).join('\n')}`);
    process.exitCode = 1;
  } else if (!values.check) {
    writeFileSync(target, composition.supergraphSdl);
    console.log('supergraph.graphql is up to date.');
  } else if (readFileSync(target, 'utf8') !== composition.supergraphSdl) {
    console.error('supergraph.graphql is not what supergraph.yaml composes to; run npm run compose.');
    process.exitCode = 1;
  }
}
