import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { isDeepStrictEqual } from 'node:util';
import { eventually, faultRow, startSystem, TimeoutError } from '@rushgraph/testkit';
import { Pool } from 'undici';
import { expect } from 'vitest';
import { metricOf } from './gateway-metrics.ts';

const REQUESTS = 10_000;
/** So many connections are opened at once: more would find the gateway's queue of new ones full. */
const WAVE = 250;
/** As long the gateway waits for what is under way. */
const DRAIN_LIMIT_MS = 13_000;
const FOREVER_MS = '300000';

/** Stands in the place of the item subgraph, and answers nothing before it is told to. */
async function startHoldingSubgraph() {
  const held: (() => void)[] = [];
  let isReleased = false;
  const server = createServer(async (request, response) => {
    const { variables } = JSON.parse(await text(request));
    const answer = () => reply(response, Object.values<string>(variables)[0] ?? '');
    if (isReleased) answer();
    else held.push(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    release() {
      isReleased = true;
      for (const answer of held.splice(0)) answer();
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const nameOf = (id: string) => `name of ${id}`;

function reply(response: ServerResponse, id: string): void {
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ data: { item: { name: nameOf(id) } } }));
}

faultRow(
  `${REQUESTS} requests that are under way when the gateway is told to stop are all answered, and it ends within 15 s`,
  async (_chance, context) => {
    const { soft } = openFilesLimit();
    if (soft < 1.2 * REQUESTS)
      context.skip(`This computer lets a process have ${soft} open files, and ${REQUESTS} clients need more`);
    const subgraph = await startHoldingSubgraph();
    const system = await startSystem({
      only: ['gateway'],
      env: {
        gateway: {
          ITEM_URL: subgraph.url,
          ITEM_POLICY: `tries=1,timeLimitMs=${FOREVER_MS},slowAfterMs=${FOREVER_MS}`,
          SUBGRAPH_TIMEOUT_MS: FOREVER_MS,
          REQUEST_TIMEOUT_MS: FOREVER_MS,
          UPLOAD_TIMEOUT_MS: FOREVER_MS,
          SUBGRAPH_WATCH_MS: '0',
          RATE_LIMITS: 'off',
        },
      },
    });
    const clients = new Pool(system.url, { headersTimeout: 0, bodyTimeout: 0 });
    try {
      const gateway = system.process('gateway');
      const underWay = () => metricOf(gateway, 'resilience_calls_under_way', { dependency: 'item' });
      const asked: Promise<unknown>[] = [];
      while (asked.length < REQUESTS) {
        for (let n = 0; n < WAVE; n++) asked.push(ask(clients, `item-${asked.length}`));
        await eventually(async () => expect(await underWay()).toBe(asked.length), { timeoutMs: 60_000 });
      }
      const answers = Promise.all(asked);
      const told = performance.now();
      const ended = gateway.kill('SIGTERM');
      await eventually(() => expect(fetch(`${system.url}/health/live`)).rejects.toThrow());
      subgraph.release();
      const got = await answers;
      const code = await ended;
      const took = Math.round(performance.now() - told);
      const lost = got.filter(
        (answer, n) => !isDeepStrictEqual(answer, { data: { item: { name: nameOf(`item-${n}`) } } }),
      );
      // What a busy computer has not answered by then is broken off, as it says.
      if (took > DRAIN_LIMIT_MS) throw new TimeoutError(`After ${took} ms ${lost.length} requests were not answered`);
      expect([lost.length, lost[0], code]).toEqual([0, undefined, 0]);
    } finally {
      await clients.destroy();
      await system.stop();
      subgraph.stop();
    }
  },
);

/** The answer, or what became of the request instead: all of them are counted. */
async function ask(clients: Pool, id: string): Promise<unknown> {
  try {
    const { body } = await clients.request({
      path: '/graphql',
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'query ($id: ID!) { item(id: $id) { name } }', variables: { id } }),
    });
    return await body.json();
  } catch (error) {
    return { lost: error };
  }
}

interface Limit {
  readonly soft: number;
}

function openFilesLimit(): Limit {
  const report = process.report.getReport() as { userLimits?: { open_files?: { soft: number | 'unlimited' } } };
  const soft = report.userLimits?.open_files?.soft ?? 0;
  return { soft: soft === 'unlimited' ? Number.POSITIVE_INFINITY : soft };
}
