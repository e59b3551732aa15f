import { checkSchemas, readGraph } from '@rushgraph/schema-registry';
import { describeVerdict } from './describe-verdict.ts';
import { givenSchemas } from './given-schemas.ts';
import type { SchemaRequest } from './read-schema-request.ts';
import { type Done, daysAgo, type Tools } from './schema-tools.ts';

/** Says what publishing would do. */
export async function runCheck(
  request: Extract<SchemaRequest, { verb: 'check' }>,
  { database, environment, now }: Tools,
): Promise<Done> {
  const schemas = givenSchemas(request.subgraphs, request, environment);
  const base = await readGraph(database);
  const verdict = await checkSchemas(database, { base, schemas, since: daysAgo(request.days, now), now });
  const { exitCode, lines } = describeVerdict(verdict, request.days);
  const { supergraphSdl: _, ...told } = { supergraphSdl: undefined, ...verdict };
  return { exitCode, lines, report: { command: 'check', subgraphs: schemas.map(({ name }) => name), ...told } };
}
