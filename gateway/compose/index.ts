import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Composition, composeSupergraph } from './compose-supergraph.ts';
import { parseSupergraphFile } from './supergraph-file.ts';

export { type Composition, composeSupergraph, type SubgraphDefinition } from './compose-supergraph.ts';
export { parseSupergraphFile, type SubgraphSource } from './supergraph-file.ts';

/** Composes the subgraphs that a supergraph file names. Throws when the file or a schema cannot be read. */
export function composeFile(path: string, environment: Readonly<Record<string, string | undefined>>): Composition {
  const sources = parseSupergraphFile(readFileSync(path, 'utf8'), environment);
  return composeSupergraph(
    sources.map(({ name, routingUrl, schemaFile }) => ({
      name,
      url: routingUrl,
      sdl: readFileSync(join(dirname(path), schemaFile), 'utf8'),
    })),
  );
}
