import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { composeSupergraph } from './compose-supergraph.ts';
import { composeFile } from './read-subgraphs.ts';
import { parseSupergraphFile } from './supergraph-file.ts';

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';
const user = {
  name: 'user',
  url: 'http://u',
  sdl: `${link} type Query { me: User } type User @key(fields: "id") { id: ID! }`,
};

it('composes, whatever the order of the subgraphs', () => {
  const order = { name: 'order', url: 'http://o', sdl: `${link} type User @key(fields: "id") { id: ID! orders: Int }` };
  const composition = composeSupergraph([user, order]);
  expect(composition).toMatchObject({ ok: true });
  expect(composeSupergraph([order, user])).toEqual(composition);
});

it('names the subgraph of a schema that cannot be read, and of one that does not fit', () => {
  expect(composeSupergraph([user, { ...user, name: 'item', sdl: 'type Query {' }])).toEqual({
    ok: false,
    problems: ['[item] Syntax Error: Expected Name, found <EOF>. (line 1)'],
  });
  const other = { name: 'other', url: 'http://x', sdl: `${link} type User @key(fields: "id") { id: Int! }` };
  const clash = composeSupergraph([user, other]);
  expect(clash.ok ? [] : clash.problems.join()).toContain('"User.id"');
});

describe('a supergraph file', () => {
  const variable = (text: string) => `\${env.${text}}`;
  const fileWith = (url: string) =>
    `federation_version: =2.14.4\nsubgraphs:\n  user:\n    routing_url: ${url}\n    schema: { file: user.graphql }`;

  it('is filled in from the environment', () => {
    const text = fileWith(variable('USER_URL:-http://localhost/graphql'));
    const urlIn = (environment: Record<string, string>) => parseSupergraphFile(text, environment)[0]?.routingUrl;
    expect(urlIn({})).toBe('http://localhost/graphql');
    expect(urlIn({ USER_URL: 'http://user/graphql' })).toBe('http://user/graphql');
    expect(() => parseSupergraphFile(fileWith(variable('USER_URL')), {})).toThrow('needs USER_URL');
  });

  it('of ours is composed by the version that it names', () => {
    const root = join(import.meta.dirname, '..', '..', '..', '..');
    const named = parse(readFileSync(join(root, 'supergraph.yaml'), 'utf8')).federation_version;
    const { version } = createRequire(import.meta.url)('@apollo/composition/package.json');
    expect(named).toBe(`=${version}`);
  });

  it('that is none says so in a sentence', () => {
    expect(() => parseSupergraphFile('subgraphs: 3', {})).toThrow(/rover/);
    expect(() => parseSupergraphFile('subgraphs: {', {})).toThrow(/no YAML/);
  });

  it('is read with its schemas, and names the one that is missing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'compose-'));
    const path = join(folder, 'supergraph.yaml');
    try {
      expect(() => composeFile(path, {})).toThrow('The supergraph file cannot be read');
      writeFileSync(path, fileWith('http://u'));
      expect(() => composeFile(path, {})).toThrow('The schema of the subgraph user cannot be read');
      writeFileSync(join(folder, 'user.graphql'), user.sdl);
      expect(composeFile(path, {})).toEqual(composeSupergraph([user]));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
