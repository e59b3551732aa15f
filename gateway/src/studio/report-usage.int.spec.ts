import type { ITrace } from '@apollo/usage-reporting-protobuf';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ask, post } from '../../test/ask.ts';
import { type SmallShop, smallShop } from '../../test/small-shop.ts';
import { type StudioReceiver, studioReceiver } from '../../test/studio-receiver.ts';
import { fetchesOf, type TraceTree, traceTree } from '../../test/trace-tree.ts';
import type { GatewayAppDeps } from '../app.ts';

let shop: SmallShop;
let studio: StudioReceiver;
let ada: Record<string, string>;
beforeAll(async () => {
  shop = await smallShop();
  ada = { authorization: `Bearer ${await shop.signIn()}` };
});
afterAll(() => shop.close());
beforeEach(async () => {
  studio = await studioReceiver();
});
afterEach(() => studio.close());

type Engine = GatewayAppDeps['engine'];
const engines: readonly Engine[] = ['compiled', 'apollo'];
const joined = '{ mine: me { name coupons lines { item { name price } } } }';

/** A gateway that reports to the receiver; what it has not reported yet, it reports when it is closed. */
function reporting({ engine = 'compiled', tracedShare = 1 }: { engine?: Engine; tracedShare?: number } = {}) {
  const account = { key: 'service:shop:a-key', graphRef: 'shop@test', reportsUrl: `${studio.url}/`, tracedShare };
  return shop.gateway({ engine, studio: account });
}

async function reportedTrace(engine: Engine, query: string): Promise<ITrace> {
  const app = await reporting({ engine });
  await ask(app, query, ada);
  await app.close();
  const traces = studio.reports.flatMap(({ tracesPerQuery }) =>
    Object.values(tracesPerQuery).flatMap(({ trace }) => trace ?? []),
  );
  const [first] = traces;
  if (first === undefined || first instanceof Uint8Array || traces.length !== 1)
    throw new Error(`${traces.length} traces were reported`);
  return first;
}

async function reportedTree(engine: Engine, query: string): Promise<TraceTree> {
  const { queryPlan } = await reportedTrace(engine, query);
  if (!queryPlan) throw new Error('The trace has no plan');
  return traceTree(queryPlan);
}

describe.each(engines)('with the %s engine', (engine) => {
  test('a report has the plan, and at each fetch what the subgraph took for its fields', async () => {
    const { queryPlan, durationNs } = await reportedTrace(engine, joined);
    const fetches = fetchesOf(queryPlan ?? {});
    expect(new Set(fetches.map(({ serviceName }) => serviceName))).toEqual(
      new Set(['user', 'order', 'coupon', 'item']),
    );
    for (const { trace, sentTime, receivedTime, sentTimeOffset, traceParsingFailed } of fetches) {
      expect(traceParsingFailed).toBe(false);
      expect(sentTimeOffset).toBeGreaterThan(0);
      expect(sentTimeOffset).toBeLessThan(durationNs ?? 0);
      expect(milliseconds(receivedTime)).toBeGreaterThanOrEqual(milliseconds(sentTime));
      expect(trace?.durationNs).toBeGreaterThan(0);
      for (const { startTime, endTime } of trace?.root?.child ?? []) {
        expect(startTime).toBeGreaterThan(0);
        expect(endTime).toBeGreaterThanOrEqual(startTime ?? 0);
      }
    }
    expect(studio.requests).toEqual([{ path: '/api/ingress/traces', key: 'service:shop:a-key' }]);
  });

  test('an error of a subgraph is in the trace at its field, without its text', async () => {
    const { queryPlan } = await reportedTrace(engine, joined);
    const item = fetchesOf(queryPlan ?? {}).find(({ serviceName }) => serviceName === 'item');
    expect(JSON.stringify(item)).toContain('<masked>');
    expect(JSON.stringify(studio.reports)).not.toContain('no price');
  });

  test('an error of a subgraph that is away is counted for the subgraph', async () => {
    const account = { key: 'service:shop:a-key', graphRef: 'shop@test', reportsUrl: studio.url, tracedShare: 1 };
    const urls = new Map([['coupon', 'http://127.0.0.1:1/graphql']]);
    const app = await shop.gateway({ engine, studio: account, urls });
    await ask(app, '{ me { coupons } }', ada);
    await app.close();
    expect(JSON.stringify(studio.reports)).toContain('"service:coupon"');
  });

  test('neither variables, headers nor literals leave, and only what can be a program names a client', async () => {
    const app = await reporting({ engine });
    const query = 'query Sorted($by: Order) { sorted(by: $by) other: sorted(by: { field: "a-secret" }) }';
    const headers = {
      ...ada,
      'x-secret': 'a-secret',
      'apollographql-client-name': 'shop-web',
      'apollographql-client-version': 'a secret of <ada@shop.test>',
    };
    await post(app, { query, variables: { by: { field: 'a-secret' } } }, headers);
    await post(app, { query: '{ nothing(of: "a-secret") }' }, headers);
    await app.close();
    const text = JSON.stringify(studio.reports);
    expect(text).toContain('# Sorted');
    expect(text).toContain('shop-web');
    expect(text).not.toMatch(/a-secret|ada@|Bearer|hunter/);
  });
});

test('both engines report the same tree', async () => {
  const compiled = await reportedTree('compiled', joined);
  await studio.close();
  studio = await studioReceiver();
  expect(compiled).toEqual(await reportedTree('apollo', joined));
  expect(JSON.stringify(compiled)).toContain('mine = Query.me: User');
});

test('fetches that went out as one request are told of apart, under the names of the client', async () => {
  const tree = await reportedTree('compiled', '{ some: list(first: 2) { id } count }');
  expect(tree).toEqual({
    parallel: [
      { fetch: 'item', fields: ['some = Query.list: [Item!]'] },
      { fetch: 'item', fields: ['count = Query.count: Int'] },
    ],
  });
});

test('operations that are not traced are counted, and subgraphs are not asked for traces', async () => {
  const app = await reporting({ tracedShare: 0 });
  const { data } = await ask(app, '{ headers }', ada);
  expect(String(Object(data).headers)).not.toContain('apollo-federation-include-trace');
  await app.close();
  expect(studio.reports.map(({ operationCount }) => operationCount)).toEqual([1]);
  expect(
    studio.reports.flatMap(({ tracesPerQuery }) => Object.values(tracesPerQuery).map(({ trace }) => trace)),
  ).toEqual([[]]);
});

test('without an account nothing is reported, and nothing is traced', async () => {
  const app = await shop.gateway();
  const { data } = await ask(app, '{ headers }', ada);
  expect(String(Object(data).headers)).not.toContain('apollo-federation-include-trace');
  await app.close();
  expect(studio.requests).toEqual([]);
});

function milliseconds(time: { seconds?: number | null; nanos?: number | null } | null | undefined): number {
  return (time?.seconds ?? 0) * 1_000 + (time?.nanos ?? 0) / 1e6;
}
