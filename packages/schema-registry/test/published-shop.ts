import type { SubgraphDefinition } from '../src/compose/compose-supergraph.ts';
import type { Publication } from '../src/publish-schemas.ts';

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';

/** Two small subgraphs, each with what a test adds to or takes from it. */
export const user = (fields = 'id: ID!  name: String!  nick: String'): SubgraphDefinition => ({
  name: 'user',
  url: 'http://user/graphql',
  sdl: `${link} type Query { me: User } type User @key(fields: "id") { ${fields} }`,
});
export const order = (fields = 'count: Int'): SubgraphDefinition => ({
  name: 'order',
  url: 'http://order/graphql',
  sdl: `${link} type User @key(fields: "id") { id: ID! ${fields} }`,
});

export const AT = new Date('2026-05-08T12:30:00.000Z');
export const DAYS_AGO_7 = new Date('2026-05-01T12:30:00.000Z');

export const publication = (
  schemas: readonly SubgraphDefinition[],
  changes: Partial<Publication> = {},
): Publication => ({
  schemas,
  by: 'ada',
  at: AT,
  since: DAYS_AGO_7,
  force: false,
  ...changes,
});
