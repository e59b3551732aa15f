import { DEFAULT_SETTINGS } from '@rushgraph/resilience';
import { createHealth, createMetrics } from '@rushgraph/service';
import { eventually, silentLogger, testViewerKey, userViewer } from '@rushgraph/testkit';
import { parse } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixedPlaces } from '../../test/places.ts';
import { type SmallShop, smallShop } from '../../test/small-shop.ts';
import { createEngine } from '../engine/engine.ts';
import { createExamination } from '../examine-operations/examination.ts';
import { createExaminer } from '../examine-operations/examiner.ts';
import { sharedRootFields } from '../fetch-subgraphs/shared-root-fields.ts';
import { createSubgraph } from '../fetch-subgraphs/subgraph.ts';
import { createOperationCheck } from '../limit-operations/check-operation.ts';
import { defaultLimits } from '../limit-operations/limits.ts';
import { createGatewayMask } from '../mask-errors.ts';
import { rememberDocuments } from '../remember-documents.ts';
import { createLive, type Live } from './open/live.ts';
import { createStreamPlaces } from './stream/limit-streams.ts';
import { createUpstreams } from './upstream/share-upstreams.ts';
import { createUpstreamClients } from './upstream/upstream-clients.ts';

let shop: SmallShop;
let live: Live;
let update: (sdl: string) => Promise<void>;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  shop = await smallShop();
  const metrics = createMetrics('gateway', { defaults: false });
  const parts = { logger: silentLogger(), metrics, now: () => new Date(), random: () => 0 };
  const clients = createUpstreamClients({ connectMs: 1_000, silentMs: 15_000, ...parts });
  const engine = createEngine({
    supergraphSdl: shop.supergraphSdl,
    clientFor(place) {
      const instances = fixedPlaces.follow(place.name, place.url);
      clients.place(place.name, instances, testViewerKey);
      const shared = sharedRootFields(parse(shop.supergraphSdl));
      const policy = DEFAULT_SETTINGS;
      const client = createSubgraph({
        ...parts,
        name: place.name,
        instances,
        key: testViewerKey,
        timeoutMs: 5_000,
        connections: 8,
        answerLimit: 1_048_576,
        compression: 'none',
        http2: false,
        watchMs: 0,
        health: createHealth(),
        policy,
        collapseQueries: false,
        sharedRootFields: shared,
      });
      stops.push(() => client.close());
      return client;
    },
    queryPlans: false,
    now: parts.now,
    maxEvaluatedPlans: 64,
    maxPaths: 500,
    maxPlanBytes: 1_000_000,
    warmOperations: 10,
  });
  const patience = { toBeginMs: 600_000, toAnswerMs: 600_000 };
  const ownTime = { isLeft: () => true, spend: () => undefined };
  const examining = { limits: defaultLimits, introspection: false, patience, ownTime };
  const examiner = createExaminer(examining);
  stops.push(examiner.stop);
  live = createLive({
    ...parts,
    engine,
    upstreams: createUpstreams({ ...parts, clientOf: clients.of, firstMs: 5_000, patienceMs: 5_000 }),
    places: createStreamPlaces({ perViewer: 10, perAddress: 10, perProcess: 10 }),
    denyList: { isDenied: async () => false },
    requestMs: 5_000,
    mask: createGatewayMask(parts.logger),
    examination: createExamination({
      ...parts,
      ...examining,
      engine,
      documents: rememberDocuments(1_000_000),
      examiner,
    }),
    checkOperation: createOperationCheck(defaultLimits),
    rates: { take: async () => undefined },
    apqCache: undefined,
    safelist: undefined,
  });
  update = engine.update;
  stops.push(() => clients.close());
});
afterAll(async () => {
  for (const stop of stops) await stop();
  await shop.close();
});

const subscriber = {
  viewer: userViewer('ada'),
  endsAt: undefined,
  clientAddress: '127.0.0.1',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  transport: 'sse',
  isThere: () => true,
} as const;
const asking = (fields: string) => ({ query: `subscription { parcelMoved(id: "p") { ${fields} } }` });

test('a new supergraph ends what was planned for the last one, and a field that is gone is asked of nobody', async () => {
  shop.parcels.send('p');
  const stream = await live.open(asking('state note'), subscriber);
  expect(await stream.next()).toEqual({ done: false, value: { data: { parcelMoved: { state: 'sent', note: '' } } } });
  const waiting = stream.next();
  await update(shop.supergraphSdl.replace('  note: String!\n', ''));
  const ending: unknown = await waiting.catch((error: unknown) => error);
  expect(live.tell(ending)).toEqual([
    { message: expect.any(String), extensions: { code: 'STREAM_ENDED', reason: 'SCHEMA_CHANGED' } },
  ]);
  expect(await stream.next()).toEqual({ done: true, value: undefined });
  await eventually(() => expect(shop.parcels.watchers()).toBe(0));

  const refused: unknown = await live.open(asking('state note'), subscriber).catch((error: unknown) => error);
  expect(live.tell(refused)).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
  const again = await live.open(asking('state'), subscriber);
  expect(await again.next()).toEqual({ done: false, value: { data: { parcelMoved: { state: 'sent' } } } });
  await again.return();
});
