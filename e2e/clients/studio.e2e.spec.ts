import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, must, startSystem } from '@rushgraph/testkit';
import { expect, test } from 'vitest';

const hook = `--import=${new URL('note-hosts.ts', import.meta.url).href}`;
const account = { APOLLO_KEY: 'service:rushgraph-test:not-a-key', APOLLO_GRAPH_REF: 'rushgraph-test@current' };

/** The hosts that a gateway with these settings wants to reach while it starts, answers queries, perhaps reports, and stops. */
async function hostsReached(settings: Readonly<Record<string, string>>, awaited?: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'studio-'));
  const file = join(folder, 'hosts');
  await writeFile(file, '');
  const noted = async () => [...new Set((await readFile(file, 'utf8')).split('\n').filter((host) => host !== ''))];
  try {
    const env = { gateway: { NODE_OPTIONS: hook, NOTED_HOSTS: file, ...settings } };
    const shop = await startSystem({ only: ['user', 'item', 'gateway'], env });
    try {
      for (let count = 0; count < 3; count++)
        await must(shop.graph('query Named { items(first: 1) { nodes { id } } }'));
      if (awaited !== undefined)
        await eventually(async () => expect(await noted()).toContain(awaited), { timeoutMs: 60_000 });
      // What is left to report is sent at the stop.
      await shop.process('gateway').kill('SIGTERM');
      return await noted();
    } finally {
      await shop.stop();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('nothing is sent to anybody, even with an account of Apollo Studio', async () => {
  expect(await hostsReached(account)).toEqual([]);
});

test('the schema, and nothing else, is sent to Apollo Studio when its reporting is switched on', async () => {
  const reporting = 'schema-reporting.api.apollographql.com';
  expect(await hostsReached({ ...account, APOLLO_SCHEMA_REPORTING: 'true' }, reporting)).toEqual([reporting]);
});
