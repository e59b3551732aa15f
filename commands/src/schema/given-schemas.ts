import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { SubgraphDefinition } from '@rushgraph/schema-registry/compose';
import { readSubgraphs } from '@rushgraph/schema-registry/compose';
import { root } from '../tools/root.ts';
import { CommandError } from '../tools/run-command.ts';
import type { Given, Subgraphs } from './read-schema-request.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The schemas that are asked about, as their files and the supergraph file have them. Throws a sentence when one is missing. */
export function givenSchemas(names: Subgraphs, given: Given, environment: Environment): readonly SubgraphDefinition[] {
  const known = readSubgraphs(join(root, 'supergraph.yaml'), environment);
  if (names === 'all') return known;
  return names.map((name) => {
    const { url, sdl } = known.find((subgraph) => subgraph.name === name) ?? {};
    const schema = { url: given.url ?? url, sdl: given.file === undefined ? sdl : read(given.file) };
    if (schema.url === undefined || schema.sdl === undefined)
      throw new CommandError(
        `supergraph.yaml does not name the subgraph "${name}"; name its schema with --file and its address with --url.`,
      );
    return { name, url: schema.url, sdl: schema.sdl };
  });
}

function read(file: string): string {
  try {
    return readFileSync(resolve(file), 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(`The schema ${file} cannot be read (${reason}).`);
  }
}
