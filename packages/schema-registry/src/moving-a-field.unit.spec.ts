import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { apiSchemaOf } from './compare/api-schema.ts';
import { compareSchemas } from './compare/compare-schemas.ts';
import { composeSupergraph, readSubgraphs } from './compose/index.ts';

const at = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const published = readSubgraphs(at('supergraph.yaml'), {});
const page = readFileSync(at('docs/deploying-one-subgraph.md'), 'utf8');
const [, moved = ''] = /^```graphql\n(?<sdl>[\s\S]*?)^```$/m.exec(page) ?? [];

/** The supergraph when the schemas of some subgraphs are changed like this. */
function composed(changes: Readonly<Record<string, (sdl: string) => string>> = {}): string {
  const composition = composeSupergraph(
    published.map((subgraph) => ({ ...subgraph, sdl: changes[subgraph.name]?.(subgraph.sdl) ?? subgraph.sdl })),
  );
  if (!composition.ok) throw new Error(composition.problems.join('\n'));
  return composition.supergraphSdl;
}

const changesFor = (before: string, after: string) => compareSchemas(apiSchemaOf(before), apiSchemaOf(after));
const withImport = (sdl: string) => sdl.replace('"@key"', '"@key", "@override"');
const withField = (sdl: string) => `${withImport(sdl)}\n${moved}`;
const withFieldAlone = (sdl: string) => `${sdl}\n${moved.replace(/ @override\(.*\)/, '')}`;
const without = (sdl: string) => sdl.replace('  createdAt: DateTime!\n', '');

it('each of the three steps composes, changes nothing for clients, and the new owner answers from the first on', () => {
  const before = composed();
  const steps = [
    composed({ coupon: withField }),
    composed({ coupon: withField, user: without }),
    composed({ coupon: withFieldAlone, user: without }),
  ];
  for (const after of steps) {
    expect(changesFor(before, after)).toEqual([]);
    expect(after).toMatch(/createdAt: DateTime! @join__field\(graph: COUPON\b/);
  }
  expect(before).not.toMatch(/createdAt: DateTime! @join__field\(graph: COUPON\b/);
});

it('would not compose without @override, nor if the old owner came first', () => {
  expect(() => composed({ coupon: withFieldAlone })).toThrow(/User\.createdAt/);
  expect(changesFor(composed(), composed({ user: without }))).toMatchObject([{ words: 'User.createdAt was removed' }]);
});
