import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { createAccessTokenSigner, createAccessTokenVerifier, type Role, type Viewer } from '@rushgraph/identity';
import { DEFAULT_SETTINGS } from '@rushgraph/resilience';
import { composeSupergraph, type SubgraphDefinition } from '@rushgraph/schema-registry/compose';
import { codedError, createHealth, createMetrics, createSubgraphServer } from '@rushgraph/service';
import { silentLogger, testViewerKey } from '@rushgraph/testkit';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { inject } from 'vitest';
import { buildGatewayApp, type GatewayAppDeps } from '../src/app.ts';
import { defaultLimits } from '../src/limit-operations/limits.ts';
import { createParcels, type Parcel, type Parcels } from './parcels.ts';
import { fixedPlaces } from './places.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The engine that this run of the gateway's tests is about. */
    gatewayEngine?: GatewayAppDeps['engine'];
  }
}

interface Context {
  readonly viewer: Viewer;
  readonly headers: IncomingHttpHeaders;
  /** Of a subscription there is none. */
  readonly reply: FastifyReply | undefined;
}

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@tag"])';
const schemas = {
  user: `${link}
    type Query { me: User @shareable  headers: [String!]!  refuse: String  bug: String  slow: String }
    type Mutation { login: String  buy: String  refreshSession: RefreshSessionSuccess }
    type RefreshSessionSuccess { session: Session! }
    type Session { accessToken: String! }
    type User @key(fields: "id") { id: ID!  name: String! }`,
  order: `${link}
    type Query { me: User @shareable }
    type Subscription { parcelMoved(id: ID!): Parcel! }
    type Parcel { id: ID!  state: String!  note: String!  item: Item }
    type User @key(fields: "id") { id: ID!  lines: [OrderLine!]  ghost: Item  friend: User }
    type OrderLine { item: Item }
    type Item @key(fields: "id", resolvable: false) { id: ID! }`,
  item: `${link}
    type Query { count: Int  sorted(by: Order): [String!]  list(first: Int = 10): [Item!] }
    input Order { field: String!  direction: Direction! = ASC }
    enum Direction { ASC DESC }
    type Item @key(fields: "id") { id: ID! @tag(name: "public")  name: String @tag(name: "public")  price: Int  label: String!  similar(first: Int = 10): [Item!] }`,
  coupon: `${link}
    type Query { me: User @shareable }
    type User @key(fields: "id") { id: ID!  coupons: [String!] }`,
};
export type SmallSubgraph = keyof typeof schemas;

const me = (_: unknown, __: unknown, { viewer }: Context) => (viewer.kind === 'user' ? { id: viewer.id } : null);

/** Bounds of subscriptions that no test comes to by chance. */
export const streams = {
  perViewer: 100,
  perAddress: 500,
  perProcess: 10_000,
  heartbeatMs: 10_000,
  stuckMs: 30_000,
  monotonic: () => performance.now(),
  initMs: 5_000,
};

export interface SmallShop {
  readonly supergraphSdl: string;
  /** What it is composed of. */
  readonly definitions: readonly SubgraphDefinition[];
  /** What calls are signed with, by subgraph. */
  readonly keys: ReadonlyMap<string, Buffer>;
  /** Ids of the items that were asked for, fetch by fetch. */
  readonly itemFetches: string[][];
  /** Who asked for items, fetch by fetch. */
  readonly itemAskers: Viewer['kind'][];
  readonly parcels: Parcels;
  /** Lets `slow` answer. */
  release(): void;
  readonly slowCalls: () => number;
  signIn(roles?: readonly Role[], sessionId?: string, ttlSeconds?: number): Promise<string>;
  /** What access tokens are signed with. */
  readonly privateKey: KeyObject;
  gateway(changes?: Partial<GatewayAppDeps>): Promise<FastifyInstance>;
  stop(subgraph: SmallSubgraph): Promise<void>;
  /** Cuts all connections to a subgraph, which goes on. */
  cut(subgraph: SmallSubgraph): void;
  close(): Promise<void>;
}

/** Four small subgraphs on ports of their own, made as the real ones are, and gateways before them. */
export async function smallShop(): Promise<SmallShop> {
  const itemFetches: string[][] = [];
  const itemAskers: Viewer['kind'][] = [];
  const waiting = new Set<() => void>();
  const parcels = createParcels();
  const connections = new Map<SmallSubgraph, Set<Socket>>();
  const resolvers: Record<SmallSubgraph, object> = {
    user: {
      Query: {
        me,
        headers: (_: unknown, __: unknown, { headers }: Context) =>
          Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
        refuse: () => null,
        bug: () => {
          throw new Error('the password is hunter2');
        },
        slow: (_: unknown, __: unknown, { reply }: Context) =>
          new Promise((resolve) => {
            const answer = () => resolve('done');
            waiting.add(answer);
            // Nobody waits for it any more: a later test must not take it for its own.
            reply?.raw.once('close', () => waiting.delete(answer));
          }),
      },
      Mutation: {
        login: (_: unknown, __: unknown, { reply }: Context) => {
          reply?.header('set-cookie', 'refresh=; Path=/old; Max-Age=0');
          reply?.header('set-cookie', 'refresh=new; Path=/; HttpOnly; SameSite=Strict');
          reply?.header('set-cookie', 'tracking=1');
          return 'in';
        },
        buy: () => 'bought',
        refreshSession: async () => ({ session: { accessToken: await signIn() } }),
      },
      User: { __resolveReference: async ({ id }: { id: string }) => ({ id }), name: () => 'Ada' },
    },
    order: {
      Query: { me },
      Subscription: {
        parcelMoved: {
          subscribe: (_: unknown, { id }: { id: string }, { viewer }: Context) => parcels.watch(id, viewer),
          resolve: (parcel: Parcel) => parcel,
        },
      },
      Parcel: { item: () => ({ id: 'cup' }) },
      User: {
        lines: () => ['tea', 'cup', 'tea'].map((id) => ({ item: { id } })),
        ghost: () => ({ id: 'ghost' }),
        friend: () => ({ id: 'ada' }),
      },
    },
    item: {
      Query: {
        list: (_: unknown, { first }: { first: number }) => {
          if (first < 1 || first > 100) throw codedError('BAD_USER_INPUT', '"first" must be from 1 to 100');
          return [];
        },
        sorted: (_: unknown, { by }: { by?: { direction: string } }) => [by?.direction],
      },
      Item: {
        __resolveReference: async ({ id }: { id: string }) => (id === 'ghost' ? null : { id }),
        name: ({ id }: { id: string }) => `the ${id}`,
        price: ({ id }: { id: string }) => {
          itemFetches.at(-1)?.push(id);
          if (id === 'tea') throw new Error('no price');
          return 5;
        },
      },
    },
    coupon: { Query: { me }, User: { coupons: () => ['welcome'] } },
  };

  async function start(name: SmallSubgraph): Promise<readonly [SmallSubgraph, FastifyInstance]> {
    const app = await createSubgraphServer<Context>({
      service: name,
      typeDefs: schemas[name],
      resolvers: resolvers[name],
      viewerKey: testViewerKey,
      createContext({ viewer, request, reply }) {
        if (name === 'item') {
          itemFetches.push([]);
          itemAskers.push(viewer.kind);
        }
        return { viewer, headers: request.headers, reply };
      },
      createStreamContext: ({ viewer }) => ({ viewer, headers: {}, reply: undefined }),
      logger: silentLogger(),
      health: createHealth(),
      metrics: createMetrics(name, { defaults: false }),
      introspection: false,
    });
    app.server.on('connection', (socket) => {
      const open = connections.get(name) ?? new Set();
      connections.set(name, open.add(socket));
      socket.once('close', () => open.delete(socket));
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    return [name, app];
  }

  const names: readonly SmallSubgraph[] = ['user', 'order', 'item', 'coupon'];
  const keys = new Map(names.map((name) => [name, testViewerKey]));
  const subgraphs = new Map(await Promise.all(names.map(start)));
  const definitions = [...subgraphs].map(([name, app]) => ({
    name,
    url: `${app.listeningOrigin}/graphql`,
    sdl: schemas[name],
  }));
  const composition = composeSupergraph(definitions);
  if (!composition.ok) throw new Error(composition.problems.join('\n'));
  const { supergraphSdl } = composition;

  const { privateKey } = generateKeyPairSync('ed25519');
  const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const signer = createAccessTokenSigner({ privateKeyPem, issuer: 'rushgraph' });
  const verifier = createAccessTokenVerifier({ jwks: async () => signer.jwks(), issuer: 'rushgraph' });
  const gateways: FastifyInstance[] = [];
  async function signIn(
    roles: readonly Role[] = ['CUSTOMER'],
    sessionId = 'session',
    ttlSeconds = 900,
  ): Promise<string> {
    const brief = createAccessTokenSigner({ privateKeyPem, issuer: 'rushgraph', ttlSeconds });
    return (await brief.sign({ userId: 'ada', roles, sessionId, now: new Date() })).token;
  }

  return {
    supergraphSdl,
    definitions,
    keys,
    itemFetches,
    itemAskers,
    parcels,
    slowCalls: () => waiting.size,
    release() {
      for (const answer of waiting) answer();
      waiting.clear();
    },
    signIn,
    privateKey,
    async gateway(changes = {}) {
      const app = await buildGatewayApp({
        supergraphSdl,
        discovery: fixedPlaces,
        urls: new Map(),
        keys,
        engine: inject('gatewayEngine') ?? 'compiled',
        planCacheBytes: 1_000_000,
        collapseQueries: false,
        // What is slow on a busy computer is no fault; tests of limits set their own.
        timeoutMs: 30_000,
        requestMs: 60_000,
        uploadMs: 30_000,
        apqCache: undefined,
        safelist: undefined,
        policyOf: () => ({ ...DEFAULT_SETTINGS, timeLimitMs: 30_000 }),
        random: () => 0.5,
        connections: 8,
        answerLimit: 1_048_576,
        compression: 'none',
        http2: false,
        // Tests count what their subgraphs are asked.
        watchMs: 0,
        introspection: false,
        queryPlans: false,
        sandbox: false,
        limits: defaultLimits,
        // Hundreds of gateways of tests start no threads.
        ownTime: { isLeft: () => true, spend: () => undefined },
        patience: { toBeginMs: 600_000, toAnswerMs: 600_000 },
        plans: 64,
        rates: { take: async () => undefined },
        streams,
        upstreamPatienceMs: 60_000,
        explorer: false,
        corsOrigins: ['https://shop.test'],
        localOrigins: false,
        trustedProxies: [],
        verifier,
        denyList: { isDenied: async () => false },
        now: () => new Date(),
        logger: silentLogger(),
        health: createHealth(),
        metrics: createMetrics('gateway', { defaults: false }),
        ...changes,
      });
      gateways.push(app);
      return app;
    },
    cut(name) {
      for (const socket of connections.get(name) ?? []) socket.destroy();
    },
    async stop(name) {
      await subgraphs.get(name)?.close();
    },
    async close() {
      await Promise.all(gateways.map((app) => app.close()));
      await Promise.all([...subgraphs.values()].map((app) => app.close()));
    },
  };
}
