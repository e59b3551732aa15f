import { appendFileSync, cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

export interface Release {
  /** A checkout that holds this one subgraph. */
  readonly root: string;
  /** The file of its schema. */
  readonly schema: string;
  /** The field of Query that it has and the present release has not. */
  readonly field: string;
  remove(): void;
}

/** Makes the next release of a subgraph: a copy of its sources with one field more. */
export function makeRelease(root: string, subgraph: string): Release {
  const copy = mkdtempSync(join(tmpdir(), 'rushgraph-next-release-'));
  const from = join(root, 'subgraphs', subgraph);
  const to = join(copy, 'subgraphs', subgraph);
  // Packages stay those of the workspace, by their real paths: Node strips no types below a folder node_modules.
  cpSync(from, to, { recursive: true, filter: (path) => basename(path) !== 'node_modules' });
  symlinkSync(join(from, 'node_modules'), join(to, 'node_modules'));
  const field = `${subgraph}Rehearsed`;
  const schema = join(to, 'schema.graphql');
  appendFileSync(schema, `\nextend type Query {\n  "Answered by the next release alone."\n  ${field}: Boolean!\n}\n`);
  appendFileSync(join(to, 'src', 'resolvers.ts'), `\nObject.assign(resolvers.Query, { ${field}: () => true });\n`);
  return { root: copy, schema, field, remove: () => rmSync(copy, { recursive: true, force: true }) };
}
