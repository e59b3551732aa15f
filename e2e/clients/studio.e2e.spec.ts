import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, must, startSystem } from '@rushgraph/testkit';
import { expect, test } from 'vitest';

const hook = `--import=${new URL('note-hosts.ts', import.meta.url).href}`;
const account = { APOLLO_KEY: 'service:rushgraph-test:not-a-key', APOLLO_GRAPH_REF: 'rushgraph-test@current' };

/** The hosts that a gateway with these settings wants to reach while it starts, answers queries, and stops. */
async function hostsReached(settings: Readonly<Record<string, string>>): Promise<Set<string>> {
  const folder = await mkdtemp(join(tmpdir(), 'studio-'));
  const file = join(folder, 'hosts');
  await writeFile(file, '');
  try {
    const env = { gateway: { NODE_OPTIONS: hook, NOTED_HOSTS: file, ...settings } };
    const shop = await startSystem({ only: ['user', 'item', 'gateway'], env });
    try {
      for (let count = 0; count < 3; count++)
        await must(shop.graph('query Named { items(first: 1) { nodes { id } } }'));
      // Reports are sent when they are due, and when the gateway stops.
      await shop.process('gateway').kill('SIGTERM');
      await eventually(() => expect(shop.process('gateway').hasEnded()).toBe(true));
      return new Set((await readFile(file, 'utf8')).split('\n').filter((host) => host !== ''));
    } finally {
      await shop.stop();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('nothing is sent to anybody without an account of Apollo Studio', async () => {
  expect(await hostsReached({})).toEqual(new Set());
});

test('usage is reported to Apollo Studio with a key and the name of a graph', async () => {
  expect(await hostsReached(account)).toContain('usage-reporting.api.apollographql.com');
});
