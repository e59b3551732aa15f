import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Composition, composeSupergraph } from './compose-supergraph.ts';
import { parseSupergraphFile } from './supergraph-file.ts';

export { type Composition, composeSupergraph, type SubgraphDefinition } from './compose-supergraph.ts';
export type { SubgraphSource } from './supergraph-file.ts';

/** Composes the subgraphs that a supergraph file names. Throws with a sentence when the file or a schema cannot be read. */
export function composeFile(path: string, environment: Readonly<Record<string, string | undefined>>): Composition {
  const sources = parseSupergraphFile(read(path, 'The supergraph file'), environment);
  return composeSupergraph(
    sources.map(({ name, routingUrl, schemaFile }) => ({
      name,
      url: routingUrl,
      sdl: read(join(dirname(path), schemaFile), `The schema of the subgraph ${name}`),
    })),
  );
}

function read(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${what} cannot be read (${reason}).`, { cause: error });
  }
}
