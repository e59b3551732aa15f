import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Composition, composeSupergraph, type SubgraphDefinition } from './compose-supergraph.ts';
import { parseSupergraphFile } from './supergraph-file.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The subgraphs that a supergraph file names, with their schemas. Throws with a sentence when one cannot be read. */
export function readSubgraphs(path: string, environment: Environment): readonly SubgraphDefinition[] {
  const sources = parseSupergraphFile(read(path, 'The supergraph file'), environment);
  return sources.map(({ name, routingUrl, schemaFile }) => ({
    name,
    url: routingUrl,
    sdl: read(join(dirname(path), schemaFile), `The schema of the subgraph ${name}`),
  }));
}

/** Composes the subgraphs that a supergraph file names. Throws with a sentence when the file or a schema cannot be read. */
export function composeFile(path: string, environment: Environment): Composition {
  return composeSupergraph(readSubgraphs(path, environment));
}

function read(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${what} cannot be read (${reason}).`, { cause: error });
  }
}
