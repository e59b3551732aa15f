import { earlierSchema, readGraph, readVersion } from '@rushgraph/schema-registry';
import { CommandError } from '../tools/run-command.ts';
import type { SchemaRequest } from './read-schema-request.ts';
import { publish } from './run-publish.ts';
import type { Done, Tools } from './schema-tools.ts';

/** Publishes an earlier schema of a subgraph again, as a new version. */
export async function runRollback(request: Extract<SchemaRequest, { verb: 'rollback' }>, tools: Tools): Promise<Done> {
  const { subgraph, to } = request;
  const graph = await readGraph(tools.database);
  const published = graph?.subgraphs.find(({ name }) => name === subgraph);
  if (published === undefined) throw new CommandError(`Nothing was published of the subgraph "${subgraph}".`);
  const wanted =
    to === undefined
      ? await earlierSchema(tools.database, published)
      : { version: to, schema: await readVersion(tools.database, subgraph, to) };
  if (wanted?.schema === undefined)
    throw new CommandError(
      to === undefined
        ? `The subgraph "${subgraph}" has no earlier schema.`
        : `The subgraph "${subgraph}" has no version ${to}; npm run schema -- history ${subgraph} lists them.`,
    );
  return publish([wanted.schema], { ...request, repeats: new Map([[subgraph, wanted.version]]) }, tools);
}
