import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHealth, createMetrics } from '@rushgraph/service';
import { eventually, silentLogger } from '@rushgraph/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from '../../test/ask.ts';
import { type SmallShop, smallShop } from '../../test/small-shop.ts';
import { supergraphFromFile } from './supergraph-from-file.ts';

let shop: SmallShop;
const folder = mkdtempSync(join(tmpdir(), 'supergraph-'));
beforeAll(async () => {
  shop = await smallShop();
});
afterAll(async () => {
  await shop.close();
  rmSync(folder, { recursive: true });
});

async function follow(path: string, watchMs = 20) {
  const health = createHealth();
  const metrics = createMetrics('gateway', { defaults: false });
  const source = supergraphFromFile({ path, watchMs, health, metrics, logger: silentLogger(), now: () => new Date() });
  const app = await shop.gateway({ supergraphSdl: source.sdl, followSupergraph: source.follow });
  return { source, metrics, served: async () => (await ask(app, '{ count }')).status === 200 };
}
const without = () => shop.supergraphSdl.replace(/^ {2}count: Int.*\n/m, '');

test('a file is served, and again when it has changed, whoever wrote it and however', async () => {
  const path = join(folder, 'written.graphql');
  writeFileSync(path, shop.supergraphSdl);
  const { source, served } = await follow(path);
  expect(await served()).toBe(true);
  writeFileSync(path, without());
  await eventually(async () => expect(await served()).toBe(false));
  writeFileSync(`${path}.new`, shop.supergraphSdl);
  await rename(`${path}.new`, path);
  await eventually(async () => expect(await served()).toBe(true));
  await source.stop();
});

test('a file behind a link that leads elsewhere now is served, as Kubernetes replaces its maps', async () => {
  const [old, next, path] = ['old.graphql', 'next.graphql', 'linked.graphql'].map((name) => join(folder, name));
  if (old === undefined || next === undefined || path === undefined) throw new Error('no paths');
  writeFileSync(old, shop.supergraphSdl);
  writeFileSync(next, without());
  symlinkSync(old, path);
  const { source, served } = await follow(path);
  symlinkSync(next, `${path}.new`);
  await rename(`${path}.new`, path);
  await eventually(async () => expect(await served()).toBe(false));
  await source.stop();
});

test('a file that is no supergraph is refused, and one that is gone changes nothing', async () => {
  const path = join(folder, 'bad.graphql');
  writeFileSync(path, shop.supergraphSdl);
  const { source, metrics, served } = await follow(path);
  writeFileSync(path, 'type Query { broken: Int }');
  await eventually(async () =>
    expect(await metrics.registry.metrics()).toMatch(/gateway_supergraphs_total\{outcome="refused",.*\} 1\n/),
  );
  rmSync(path);
  expect(await served()).toBe(true);
  writeFileSync(path, without());
  await eventually(async () => expect(await served()).toBe(false));
  await source.stop();
});
