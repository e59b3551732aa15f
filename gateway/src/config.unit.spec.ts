import { ConfigError } from '@rushgraph/service';
import { describe, expect, it } from 'vitest';
import { gatewayConfig, subgraphNames, subgraphUrls } from './config.ts';
import { studioAccount } from './studio/studio-settings.ts';

const key = Buffer.alloc(32, 1).toString('base64');
const least = { VIEWER_KEYS: subgraphNames.map((name) => `${name}=${key}`).join(',') };

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    gatewayConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('the settings of the gateway', () => {
  it('need nothing but keys', () => {
    expect(gatewayConfig(least)).toMatchObject({
      PORT: 4000,
      SUBGRAPH_TIMEOUT_MS: 5_000,
      JWKS_URL: 'http://localhost:4001/.well-known/jwks.json',
      INTROSPECTION: true,
      EXPLORER: true,
      CORS_ORIGINS: [],
      TRUSTED_PROXIES: [],
    });
  });

  it('are closed in production unless they say otherwise', () => {
    expect(gatewayConfig({ ...least, NODE_ENV: 'production' })).toMatchObject({
      INTROSPECTION: false,
      EXPLORER: false,
    });
    const opened = { ...least, NODE_ENV: 'production', INTROSPECTION: 'true', EXPLORER: 'true' };
    expect(gatewayConfig(opened)).toMatchObject({ INTROSPECTION: true, EXPLORER: true });
  });

  it('show query plans in development, and never in production', () => {
    expect(gatewayConfig(least).QUERY_PLANS).toBe(true);
    expect(gatewayConfig({ ...least, NODE_ENV: 'production' }).QUERY_PLANS).toBe(false);
    expect(problemsOf({ ...least, NODE_ENV: 'production', QUERY_PLANS: 'true' })).toEqual([
      'QUERY_PLANS must not be true in production, got "true".',
    ]);
  });

  it("let Apollo's sandbox in where introspection is on, unless they say otherwise", () => {
    expect(gatewayConfig(least).APOLLO_SANDBOX).toBe(true);
    expect(gatewayConfig({ ...least, INTROSPECTION: 'false' }).APOLLO_SANDBOX).toBe(false);
    expect(gatewayConfig({ ...least, APOLLO_SANDBOX: 'false' }).APOLLO_SANDBOX).toBe(false);
  });

  it('make an account of Apollo Studio from a key and the name of a graph, and none without a key', () => {
    const account = { APOLLO_KEY: 'service:shop:k', APOLLO_GRAPH_REF: 'shop@current' };
    expect(studioAccount(gatewayConfig({ ...least, ...account }))).toEqual({
      key: 'service:shop:k',
      graphRef: 'shop@current',
      reportsUrl: undefined,
      tracedShare: 0.01,
    });
    expect(studioAccount(gatewayConfig({ ...least, APOLLO_GRAPH_REF: 'shop@current' }))).toBeUndefined();
    expect(problemsOf({ ...least, APOLLO_KEY: 'service:shop:k' })).toEqual([
      'APOLLO_KEY needs APOLLO_GRAPH_REF beside it, as in shop@current.',
    ]);
    expect(problemsOf({ ...least, SUPERGRAPH: 'uplink' })).toEqual([
      'SUPERGRAPH=uplink needs APOLLO_KEY and APOLLO_GRAPH_REF.',
    ]);
  });

  it('move subgraphs one by one', () => {
    expect(subgraphUrls(gatewayConfig({ ...least, ITEM_URL: 'http://item/graphql' }))).toEqual(
      new Map([['item', 'http://item/graphql']]),
    );
  });

  it('read lists that are separated by commas', () => {
    const lists = { CORS_ORIGINS: 'https://shop.example, http://localhost:3000', TRUSTED_PROXIES: '10.0.0.0/8,::1' };
    expect(gatewayConfig({ ...least, ...lists })).toMatchObject({
      CORS_ORIGINS: ['https://shop.example', 'http://localhost:3000'],
      TRUSTED_PROXIES: ['10.0.0.0/8', '::1'],
    });
  });

  it('are refused with one sentence for each problem, all at once, and without the keys', () => {
    const problems = problemsOf({
      VIEWER_KEYS: `user=${key}`,
      ITEM_URL: 'item:4002',
      CORS_ORIGINS: 'https://shop.example/',
      TRUSTED_PROXIES: '10.0.0.0/33',
      SUBGRAPH_TIMEOUT_MS: '0',
      INTROSPECTION: 'yes',
    });
    expect(problems.map((problem) => problem.split(' ')[0]).sort()).toEqual([
      'CORS_ORIGINS',
      'INTROSPECTION',
      'ITEM_URL',
      'SUBGRAPH_TIMEOUT_MS',
      'TRUSTED_PROXIES',
      'VIEWER_KEYS',
    ]);
    expect(problems.join()).not.toContain(key);
  });

  it.each(['*', 'shop.example', 'https://shop.example/path', 'null'])('take no origin like %s', (origin) => {
    expect(problemsOf({ ...least, CORS_ORIGINS: origin })).toHaveLength(1);
  });
});
