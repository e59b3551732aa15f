import { composeSupergraph, type SubgraphDefinition } from '../compose/compose-supergraph.ts';
import type { PublishedGraph } from '../store/read-graph.ts';
import { apiSchemaOf } from './api-schema.ts';
import { compareSchemas } from './compare-schemas.ts';
import type { SchemaChange } from './schema-change.ts';

/**
 * What clients see of the difference between two versions of a subgraph's schema, each composed with what the other
 * subgraphs have published; undefined when one of them does not compose.
 */
export function compareVersions(
  graph: PublishedGraph,
  before: SubgraphDefinition,
  after: SubgraphDefinition,
): readonly SchemaChange[] | undefined {
  const others = graph.subgraphs.filter(({ name }) => name !== before.name);
  const [old, next] = [before, after].map((version) => composeSupergraph([...others, version]));
  if (!old?.ok || !next?.ok) return undefined;
  return compareSchemas(apiSchemaOf(old.supergraphSdl), apiSchemaOf(next.supergraphSdl));
}
