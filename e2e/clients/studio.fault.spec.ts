import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type StudioReceiver, startUplink, studioReceiver, type Uplink } from '@rushgraph/gateway/test-receivers';
import { must, type ServiceName, startSystem } from '@rushgraph/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';

const hook = `--import=${new URL('note-hosts.ts', import.meta.url).href}`;
const KEY = 'service:rushgraph-test:not-a-key';
const account = { APOLLO_KEY: KEY, APOLLO_GRAPH_REF: 'rushgraph-test@current' };
const only: readonly ServiceName[] = ['user', 'item', 'gateway'];

let folder: string;
let studio: StudioReceiver;
let uplink: Uplink;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'studio-'));
  [studio, uplink] = await Promise.all([studioReceiver(), startUplink(KEY)]);
  uplink.publish(await readFile(new URL('../../supergraph.graphql', import.meta.url), 'utf8'));
});
afterEach(async () => {
  await Promise.all([studio.close(), uplink.close(), rm(folder, { recursive: true })]);
});

/** The hosts that processes with these settings want to reach while they start, answer queries, report, and stop. */
async function hostsReached(settings: Readonly<Record<string, string>>): Promise<string[]> {
  const file = join(folder, 'hosts');
  await writeFile(file, '');
  const own = { NODE_OPTIONS: hook, NOTED_HOSTS: file, ...settings };
  const shop = await startSystem({ only, env: { user: own, item: own, gateway: own } });
  try {
    for (let count = 0; count < 3; count++) await must(shop.graph('query Named { items(first: 1) { nodes { id } } }'));
  } finally {
    // What is left to report is sent at the stop.
    await shop.stop();
  }
  return [...new Set((await readFile(file, 'utf8')).split('\n').filter((host) => host !== ''))];
}

/** Everything but a key that could make a process of Apollo's libraries send something. */
const allButKey = () => ({
  APOLLO_GRAPH_REF: account.APOLLO_GRAPH_REF,
  APOLLO_SCHEMA_REPORTING: 'true',
  APOLLO_TELEMETRY_DISABLED: 'false',
  APOLLO_SCHEMA_CONFIG_DELIVERY_ENDPOINT: uplink.url,
  APOLLO_OUT_OF_BAND_REPORTER_ENDPOINT: studio.url,
  USAGE_REPORTS_URL: studio.url,
  UPLINK_URLS: uplink.url,
});

test.each(['compiled', 'apollo'])(
  'without a key nothing is sent by any process, whatever else is set (%s engine)',
  async (GATEWAY_ENGINE) => {
    expect(await hostsReached({ ...allButKey(), GATEWAY_ENGINE })).toEqual([]);
    expect([studio.requests, uplink.asked]).toEqual([[], []]);
  },
);

test('with a key the gateway reports which operations are used, to Apollo or to whom it is told, and nothing else', async () => {
  expect(await hostsReached({ ...account, APOLLO_SCHEMA_REPORTING: 'true' })).toEqual([
    'usage-reporting.api.apollographql.com',
  ]);
  expect(await hostsReached({ ...allButKey(), ...account })).toEqual([]);
  expect(new Set(studio.requests.map(({ path }) => path))).toEqual(new Set(['/api/ingress/traces']));
  const operations = studio.reports.flatMap(({ tracesPerQuery }) => Object.keys(tracesPerQuery));
  expect(operations.join()).toMatch(/^# Named\nquery Named\{items/);
  expect(studio.reports.reduce((sum, { operationCount }) => sum + operationCount, 0)).toBe(3);
  expect(uplink.asked).toEqual([]);
});

test('with a key the supergraph comes from Uplink when that is wanted', async () => {
  expect(await hostsReached({ ...allButKey(), ...account, SUPERGRAPH: 'uplink', SUPERGRAPH_PATH: '/nowhere' })).toEqual(
    [],
  );
  expect(uplink.asked[0]).toMatchObject({ ref: 'rushgraph-test@current', apiKey: KEY });
});
