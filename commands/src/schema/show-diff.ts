import { compareVersions, readGraph, readVersion } from '@rushgraph/schema-registry';
import type { SubgraphDefinition } from '@rushgraph/schema-registry/compose';
import { createTwoFilesPatch } from 'diff';
import { CommandError } from '../tools/run-command.ts';
import { givenSchemas } from './given-schemas.ts';
import type { SchemaRequest } from './read-schema-request.ts';
import { type Done, EXIT, type Tools } from './schema-tools.ts';

/** Two versions of a subgraph's schema beside each other: their lines, and what clients see of it. */
export async function showDiff(request: Extract<SchemaRequest, { verb: 'diff' }>, tools: Tools): Promise<Done> {
  const { verb, subgraph, from, to } = request;
  const graph = await readGraph(tools.database);
  const published = graph?.subgraphs.find(({ name }) => name === subgraph);
  if (graph === undefined || published === undefined)
    throw new CommandError(`Nothing was published of the subgraph "${subgraph}".`);
  const before = from === undefined ? published : await versionOf(subgraph, from, tools);
  const after = to === undefined ? fileOf(request, tools) : await versionOf(subgraph, to, tools);
  const names = [
    `${subgraph} ${from ?? published.version}`,
    to === undefined ? 'the file' : `${subgraph} ${to}`,
  ] as const;
  const patch = createTwoFilesPatch(names[0], names[1], before.sdl, after.sdl, undefined, undefined, { context: 3 });
  const changes = compareVersions(graph, before, after)?.map(({ coordinate, kind, words, breaks }) => ({
    coordinate,
    kind,
    words,
    isBreaking: breaks.length > 0,
  }));
  return {
    exitCode: EXIT.well,
    lines: [...(before.sdl === after.sdl ? ['The schemas are the same.'] : [patch.trimEnd()]), ...forClients(changes)],
    report: { command: verb, subgraph, from: names[0], to: names[1], patch, changes: changes ?? null },
  };
}

function fileOf(request: Extract<SchemaRequest, { verb: 'diff' }>, { environment }: Tools): SubgraphDefinition {
  const [schema] = givenSchemas([request.subgraph], request, environment);
  if (schema === undefined) throw new CommandError(`There is no schema of the subgraph "${request.subgraph}".`);
  return schema;
}

async function versionOf(subgraph: string, version: number, { database }: Tools): Promise<SubgraphDefinition> {
  const found = await readVersion(database, subgraph, version);
  if (found !== undefined) return found;
  throw new CommandError(
    `The subgraph "${subgraph}" has no version ${version}; npm run schema -- history ${subgraph} lists them.`,
  );
}

function forClients(
  changes: readonly { readonly words: string; readonly isBreaking: boolean }[] | undefined,
): string[] {
  if (changes === undefined) return ['One of them does not compose with the other subgraphs.'];
  if (changes.length === 0) return ['Clients see no difference.'];
  const lines = changes.map(({ words, isBreaking }) => `  ${words}${isBreaking ? ': breaks who uses it' : ''}`);
  return ['What clients see of it:', ...lines];
}
