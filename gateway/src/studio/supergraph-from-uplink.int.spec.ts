import { createHealth, createLogger, createMetrics, type Logger } from '@rushgraph/service';
import { eventually, silentLogger } from '@rushgraph/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { ask } from '../../test/ask.ts';
import { type SmallShop, smallShop } from '../../test/small-shop.ts';
import { startUplink, type Uplink } from '../../test/uplink.ts';
import { supergraphFromUplink } from './supergraph-from-uplink.ts';

const KEY = 'service:shop:a-key';
const account = { key: KEY, graphRef: 'shop@test' };
let shop: SmallShop;
let uplink: Uplink;
beforeAll(async () => {
  shop = await smallShop();
});
afterAll(() => shop.close());
beforeEach(async () => {
  uplink = await startUplink(KEY);
  uplink.publish(shop.supergraphSdl);
});
afterEach(() => uplink.close());

const telling = (logger: Logger) => ({
  logger,
  health: createHealth(),
  metrics: createMetrics('gateway', { defaults: false }),
  now: () => new Date(),
});

/** A gateway on the supergraph of Uplink, and what it logs. */
async function follow() {
  const lines: string[] = [];
  const logger = createLogger({
    service: 'gateway',
    level: 'info',
    pretty: false,
    destination: { write: (line: string) => lines.push(line) },
  });
  const source = await supergraphFromUplink({ studio: account, urls: [uplink.url], ...telling(logger) });
  const app = await shop.gateway({ supergraphSdl: source.sdl, followSupergraph: source.follow });
  return { app, source, lines };
}

/** The shop's supergraph with one field more or less known to the public. */
const withoutCount = () => shop.supergraphSdl.replace(/^ {2}count: Int.*\n/m, '');

test('the supergraph of Uplink is served, asked for with the key and the name of the graph', async () => {
  const { app, source } = await follow();
  expect((await ask(app, '{ count }')).data).toEqual({ count: null });
  expect(uplink.asked[0]).toEqual({ ref: 'shop@test', apiKey: KEY, ifAfterId: null });
  await source.stop();
});

test('a new supergraph is served soon, over the same subgraphs, and the old one is not any more', async () => {
  const { app, source } = await follow();
  expect(withoutCount()).not.toBe(shop.supergraphSdl);
  uplink.publish(withoutCount());
  await eventually(async () => expect((await ask(app, '{ count }')).status).toBe(400));
  expect((await ask(app, '{ headers }')).errors).toBeUndefined();
  uplink.publish(shop.supergraphSdl);
  await eventually(async () => expect((await ask(app, '{ count }')).data).toEqual({ count: null }));
  await source.stop();
});

test('a supergraph that cannot be served is logged, and the last one stays until the next good one', async () => {
  const { app, source, lines } = await follow();
  uplink.publish('type Query { broken: Int }');
  await eventually(async () => expect(lines.join()).toContain('the last one stays'));
  expect((await ask(app, '{ count }')).data).toEqual({ count: null });
  uplink.publish(withoutCount());
  await eventually(async () => expect((await ask(app, '{ count }')).status).toBe(400));
  await source.stop();
});

test('while Uplink is away the last supergraph stays', async () => {
  const { app, source } = await follow();
  await uplink.close();
  expect((await ask(app, '{ count }')).data).toEqual({ count: null });
  await source.stop();
  uplink = await startUplink(KEY);
});

test('a start with a key that Uplink does not know says so', async () => {
  const stranger = { key: 'service:shop:another', graphRef: 'shop@test' };
  const start = supergraphFromUplink({ studio: stranger, urls: [uplink.url], ...telling(silentLogger()) });
  await expect(start).rejects.toThrow('AUTHENTICATION_FAILED: Unknown key');
});
