import { type DocumentNode, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { expect, it } from 'vitest';
import { isNestedDeeperThan } from './measure-nesting.ts';
import { measureOperation } from './measure-operation.ts';

function operationOf(document: DocumentNode): OperationDefinitionNode {
  const found = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (found === undefined) throw new Error('no operation');
  return found;
}
const measure = (text: string) => {
  const document = parse(text);
  return measureOperation(document, operationOf(document));
};

it('counts each fragment wherever it is used, and fields inside each other', () => {
  expect(measure('{ a b { c } }')).toMatchObject({ selections: 3, depth: 2, rootFields: 2 });
  expect(measure('{ a { ... on A { ... { b { c } } } } }')).toMatchObject({ selections: 5, depth: 3, rootFields: 1 });
  expect(measure('{ a { ...F } ...F } fragment F on A { b { c } }')).toMatchObject({
    selections: 7,
    depth: 3,
    rootFields: 2,
  });
  expect(measure('{ a } fragment F on A { b { c { d } } }')).toMatchObject({ selections: 1, depth: 1 });
});

it('counts aliases, directives and fields at the root, those of fragments included', () => {
  const fragment = 'fragment F on A { x: a a: a b @skip(if: false) @include(if: true) }';
  expect(measure(`{ ...F ...F @skip(if: false) y: c { ...F } } ${fragment}`)).toMatchObject({
    aliases: 4,
    directives: 7,
    rootFields: 7,
  });
});

it('measures fragments that double a hundred times without expanding them', () => {
  const levels = Array.from({ length: 100 }, (_, i) => `fragment F${i} on A { a { ...F${i + 1} } b { ...F${i + 1} } }`);
  const { selections, depth } = measure(`{ ...F0 } ${levels.join(' ')} fragment F100 on A { c }`);
  expect(selections).toBeGreaterThan(2 ** 100);
  expect(depth).toBe(101);
});

it('measures what is nested or chained further than a stack is high', () => {
  const links = Array.from({ length: 20_000 }, (_, i) => `fragment F${i} on A { ...F${i + 1} }`);
  expect(measure(`{ ...F0 } ${links.join(' ')} fragment F20000 on A { a }`).depth).toBe(1);
});

it('sees brackets inside each other, whatever they hold', () => {
  const nested = (open: string, close: string, count: number) => `{ a ${open.repeat(count)}${close.repeat(count)} }`;
  for (const [open, close] of [
    ['{', '}'],
    ['[', ']'],
    ['(', ')'],
    ['... {', '}'],
  ] as const) {
    expect(isNestedDeeperThan(nested(open, close, 49), 50)).toBe(false);
    expect(isNestedDeeperThan(nested(open, close, 50), 50)).toBe(true);
    expect(isNestedDeeperThan(nested(open, close, 30_000), 50)).toBe(true);
  }
  expect(isNestedDeeperThan('{ a { b } } '.repeat(100), 50)).toBe(false);
  expect(isNestedDeeperThan(`{ a(b: "${'{'.repeat(60)}") } # ${'['.repeat(60)}`, 50)).toBe(false);
  expect(isNestedDeeperThan(`{ a "${'['.repeat(60)} `, 50)).toBe(false);
});
