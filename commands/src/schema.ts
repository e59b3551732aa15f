import { handleSchema } from './schema/handle-schema.ts';
import { readSchemaRequest } from './schema/read-schema-request.ts';
import { runCommand } from './tools/run-command.ts';

const HELP = `npm run schema -- check <subgraph…>|--all
npm run schema -- publish <subgraph…>|--all [--by WHO] [--force] [--if-empty]
npm run schema -- rollback <subgraph> [--to VERSION] [--by WHO] [--force]
npm run schema -- history <subgraph>
npm run schema -- diff <subgraph> [--from VERSION] [--to VERSION]

One subgraph's schema against what all others have published: whether it composes, and which operations of real clients it
would break. Gateways that take their supergraph from the registry (SUPERGRAPH=registry) serve what is published at once.
  check        says what publishing would do, and changes nothing
  publish      publishes the schema, together with what it composes to; several subgraphs are published together or not at all
  rollback     publishes an earlier schema again: the one before, or --to
  history      prints what was published, when and by whom
  diff         compares the published schema with the file, or two versions
  --all        every subgraph that supergraph.yaml names
  --file       the schema of the subgraph, instead of the file in supergraph.yaml
  --url        where gateways ask the subgraph, instead of the address in supergraph.yaml
  --days       how far back use counts, default 7
  --if-empty   publishes when nothing has been published yet, and else changes nothing
  --force      publishes although clients break, which is recorded; what does not compose is never published
  --by         who publishes, default PUBLISHED_BY or the user of this computer
  --json       prints one JSON document
  --help       prints this text
  REGISTRY_MYSQL_URL   the registry's database; default the database registry on the server of MYSQL_URL
  REDIS_URL            where gateways are told; they look by themselves as well

Exit code: 0 all is well, 1 it could not be found out, 2 it does not compose, 3 it breaks clients, or may.`;

await runCommand({
  help: HELP,
  options: {
    all: { type: 'boolean' },
    file: { type: 'string' },
    url: { type: 'string' },
    days: { type: 'string' },
    force: { type: 'boolean' },
    'if-empty': { type: 'boolean' },
    by: { type: 'string' },
    to: { type: 'string' },
    from: { type: 'string' },
    json: { type: 'boolean' },
  },
  positionals: true,
  failure: 'The schema registry',
  run: async ({ values, positionals }) => {
    const { exitCode, lines, report } = await handleSchema(readSchemaRequest(positionals, values), process.env);
    console.log(values.json ? JSON.stringify(report, null, 2) : lines.join('\n'));
    return exitCode;
  },
});
