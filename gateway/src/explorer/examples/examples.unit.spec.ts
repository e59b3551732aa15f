import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { examples } from './examples.ts';
import { fillExample } from './fill-example.ts';

const contract = buildSchema(readFileSync(new URL('../../../../docs/contract.graphql', import.meta.url), 'utf8'));
const deps = { ask: async () => null, unique: () => 'new' };

describe.each(examples)('the example "$title"', ({ query, variables, find = {} }) => {
  it('is understood by the graph, and so is what it asks beforehand', () => {
    for (const text of [query, ...Object.values(find).map((finding) => finding.query)])
      expect(validate(contract, parse(text))).toEqual([]);
  });

  it('has one operation, with a name', () => {
    const names = parse(query).definitions.map((node) => node.kind === 'OperationDefinition' && node.name?.value);
    expect(names).toEqual([expect.any(String)]);
  });

  it('finds what its variables stand for, and nothing else', () => {
    const marks = [...JSON.stringify(variables ?? {}).matchAll(/<(\w+)>/g)].map(([, name]) => name ?? '');
    expect(new Set(marks.filter((name) => name !== 'unique'))).toEqual(new Set(Object.keys(find)));
  });
});

describe('filling an example', () => {
  const example = {
    title: 'x',
    as: 'anybody' as const,
    query: '{ x }',
    variables: { id: '<order>', key: 'a <unique> key' },
    find: { order: { query: '{ orders }', at: ['orders', { status: 'DONE' }, 'id'] } },
  };

  it('puts in what the shop has, and a text that nobody has used', async () => {
    const orders = [
      { id: 'a', status: 'OPEN' },
      { id: 'b', status: 'DONE' },
    ];
    const filled = await fillExample(example, { ...deps, ask: async () => ({ orders }) });
    expect([JSON.parse(filled.variables), filled.missing]).toEqual([{ id: 'b', key: 'a new key' }, []]);
  });

  it.each([null, undefined, { orders: null }, { orders: [] }, { orders: [{ status: 'DONE' }] }])(
    'says what the shop does not have (%j)',
    async (data) => {
      const filled = await fillExample(example, { ...deps, ask: async () => data });
      expect([JSON.parse(filled.variables), filled.missing]).toEqual([{ id: '<order>', key: 'a new key' }, ['order']]);
    },
  );
});
