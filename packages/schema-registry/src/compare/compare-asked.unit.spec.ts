import { expect, it } from 'vitest';
import { composeSupergraph } from '../compose/compose-supergraph.ts';
import { apiSchemaOf } from './api-schema.ts';
import { compareAskedOf } from './compare-asked.ts';
import { compareSchemas } from './compare-schemas.ts';

const IMPORTS = '"@key", "@shareable", "@external", "@provides", "@requires", "@inaccessible", "@override"';
const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${IMPORTS}])`;

const ITEM = `type Query { item: Item }
  type Item @key(fields: "id") @key(fields: "sku") { id: ID!  sku: ID!  name: String @shareable  weight: Int }`;
const SHOP = `type Query { shelf: Shelf  secret: Int @inaccessible }
  type Shelf { best: Item }
  type Item @key(fields: "id") { id: ID!  name: String @shareable  weight: Int @external  shipping: Int }`;

function composed(item: string, shop: string): string {
  const sdls = { item: `${link} ${item}`, shop: `${link} ${shop}` };
  const composition = composeSupergraph(
    Object.entries(sdls).map(([name, sdl]) => ({ name, url: `http://${name}/graphql`, sdl })),
  );
  if (!composition.ok) throw new Error(composition.problems.join('\n'));
  return composition.supergraphSdl;
}

/** A schema of the shop, or of the item service where that is named. */
interface Change {
  readonly item?: (sdl: string) => string;
  readonly shop?: (sdl: string) => string;
}

function changesBetween(before: string, after: string) {
  const seen = compareSchemas(apiSchemaOf(before), apiSchemaOf(after));
  return { seen, asked: compareAskedOf(['item', 'shop'], [before, after], seen) };
}

const whole = composed(ITEM, SHOP.replace(' weight: Int @external', ''));

const rows: readonly (readonly [string, Change, string, string])[] = [
  [
    'the second answer to a field',
    { shop: (sdl) => sdl.replace('name: String @shareable', '') },
    'shop answers Item.name',
    'instances',
  ],
  ['a key', { item: (sdl) => sdl.replace('@key(fields: "sku")', '') }, 'item finds Item by "sku"', 'instances'],
  [
    'a key that only leads out of a subgraph',
    { item: (sdl) => sdl.replace('fields: "sku"', 'fields: "sku", resolvable: false') },
    'item finds Item by "sku"',
    'instances',
  ],
  [
    'a field that clients do not see',
    { shop: (sdl) => sdl.replace('secret: Int @inaccessible', '') },
    'shop answers Query.secret',
    'instances',
  ],
];

it.each(rows)('tells what comes first although clients see nothing: %s', (_, { item, shop }, words, first) => {
  const base = SHOP.replace(' weight: Int @external', '');
  const without = composed(item?.(ITEM) ?? ITEM, shop?.(base) ?? base);
  const gone = changesBetween(whole, without);
  expect(gone.seen).toEqual([]);
  expect(gone.asked).toMatchObject([{ kind: 'removed', words: `${words} no more`, first: 'schema', breaks: [] }]);
  const back = changesBetween(without, whole);
  expect(back.seen).toEqual([]);
  expect(back.asked).toMatchObject([{ kind: 'added', words: `${words} from now on`, first, breaks: [] }]);
});

it('tells nothing of a key whose fields are written in another order, or with other spaces', () => {
  const PART = (key: string) =>
    `type Part @key(fields: "${key}") { id: ID!  maker: Maker }  type Maker { id: ID!  name: String }`;
  const by = (key: string) => composed(`${ITEM} ${PART(key)}`, SHOP.replace(' weight: Int @external', ''));
  const before = by('id maker { id name }');
  expect(changesBetween(before, by('maker{name,id},   id')).asked).toEqual([]);
  expect(changesBetween(before, by('id maker { id }')).asked.map(({ words }) => words)).toEqual([
    'item finds Part by "id maker { id name }" no more',
    'item finds Part by "id maker { id }" from now on',
  ]);
});

it('tells that what a field needs of others is given before it is wanted', () => {
  const needing = composed(ITEM, SHOP.replace('shipping: Int', 'shipping: Int @requires(fields: "weight")'));
  const [words, seen] = ['shop needs "weight" for Item.shipping', []];
  expect(changesBetween(whole, needing)).toMatchObject({
    seen,
    asked: [{ words: `${words} from now on`, first: 'schema' }],
  });
  expect(changesBetween(needing, whole)).toMatchObject({
    seen,
    asked: [{ words: `${words} no more`, first: 'instances' }],
  });
});

it('tells of an answer that is provided on one way only', () => {
  const provided = composed(
    ITEM.replace('weight: Int', 'weight: Int @shareable'),
    SHOP.replace('best: Item', 'best: Item @provides(fields: "weight")'),
  );
  const without = composed(
    ITEM.replace('weight: Int', 'weight: Int @shareable'),
    SHOP.replace(' weight: Int @external', ''),
  );
  expect(changesBetween(provided, without)).toMatchObject({
    seen: [],
    asked: [{ words: 'shop answers "weight" within Shelf.best no more', first: 'schema' }],
  });
});

it('leaves out what clients see, and the fields of a type that is new to a subgraph', () => {
  const base = SHOP.replace(' weight: Int @external', '');
  const after = composed(
    ITEM.replace('weight: Int', 'weight: Int  size: Size').concat(' type Size @shareable { width: Int }'),
    base
      .replace('shipping: Int', '')
      .concat(' type Size @shareable { width: Int }')
      .replace('best: Item', 'best: Item  size: Size'),
  );
  expect(changesBetween(whole, after).asked).toEqual([]);
  expect(changesBetween(whole, after).seen.map(({ words }) => words)).toEqual([
    'Item.shipping was removed',
    'Item.size was added',
    'Shelf.size was added',
    'Size was added',
  ]);
});

it('asks the one that a field has moved to, and tells nothing of the other that lets go of it', () => {
  const moved = composed(
    ITEM,
    SHOP.replace(' weight: Int @external', '').replace(
      'shipping: Int',
      'shipping: Int  weight: Int @override(from: "item")',
    ),
  );
  expect(changesBetween(whole, moved).asked.map(({ words }) => words)).toEqual([
    'item answers Item.weight no more',
    'shop answers Item.weight from now on',
  ]);
  const letGo = composed(
    ITEM.replace('weight: Int', ''),
    SHOP.replace(' weight: Int @external', '').replace(
      'shipping: Int',
      'shipping: Int  weight: Int @override(from: "item")',
    ),
  );
  expect(changesBetween(moved, letGo)).toEqual({ seen: [], asked: [] });
});
