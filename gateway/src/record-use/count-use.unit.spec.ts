import { buildSchema, Kind, parse } from 'graphql';
import { expect, it } from 'vitest';
import { createUseCounter, OTHER_CLIENT, UNNAMED } from './count-use.ts';

let time = new Date('2026-05-08T12:00:00.000Z');
const now = () => time;
const schema = buildSchema('type Query { a: Int  b: Int }');

function asked(text: string) {
  const document = parse(text);
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
  return { schema, document, operation };
}
const taken = (counter: ReturnType<typeof createUseCounter>) => {
  const { counted, others } = counter.take();
  return [counted.map(({ uses, describe }) => [describe().name, Object.fromEntries(uses)]), Object.fromEntries(others)];
};

it('counts by operation and client, and begins anew when it was taken', () => {
  const counter = createUseCounter({ fresh: 10, clients: 10 }, now);
  const [one, two] = [asked('query One { a }'), asked('query Two { b }')];
  for (const client of ['web', 'web', 'phone', undefined, 'not a name']) counter.count(one, client);
  counter.count(two, 'web');
  expect(taken(counter)).toEqual([
    [
      ['One', { web: 2, phone: 1, [UNNAMED]: 2 }],
      ['Two', { web: 1 }],
    ],
    {},
  ]);
  expect(taken(counter)).toEqual([[], {}]);
  counter.count(one, 'web');
  expect(taken(counter)).toEqual([[['One', { web: 1 }]], {}]);
});

it('counts operations together that are too many to look at, and looks at them later', () => {
  const counter = createUseCounter({ fresh: 1, clients: 10 }, now);
  const [one, two] = [asked('query One { a }'), asked('query Two { b }')];
  for (const operation of [one, two, one, two, two]) counter.count(operation, 'web');
  expect(taken(counter)).toEqual([[['One', { web: 2 }]], { web: 3 }]);
  counter.count(two, 'web');
  expect(taken(counter)).toEqual([[['Two', { web: 1 }]], {}]);
});

it('counts clients together whose names are too many', () => {
  const counter = createUseCounter({ fresh: 10, clients: 2 }, now);
  for (const client of ['a', 'b', 'c', 'd', 'a']) counter.count(asked('query One { a }'), client);
  const sum = counter.take().counted.flatMap(({ uses }) => [...uses.keys()]);
  expect(sum).toEqual(['a', 'b', OTHER_CLIENT, OTHER_CLIENT, 'a']);
  // Each taking makes rows of its own, in the same hour.
  counter.count(asked('query Two { b }'), 'e');
  expect(counter.take().counted.flatMap(({ uses }) => [...uses.keys()])).toEqual([OTHER_CLIENT]);
  time = new Date('2026-05-08T13:00:00.000Z');
  counter.take();
  counter.count(asked('query Two { b }'), 'e');
  expect(counter.take().counted.flatMap(({ uses }) => [...uses.keys()])).toEqual(['e']);
});
