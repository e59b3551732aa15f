import { once } from 'node:events';
import { createNewest, type Newest } from '@rushgraph/concurrency';
import { codedError, signViewer, VIEWER_HEADER, type Viewer } from '@rushgraph/identity';
import { anonymous, eventually, serviceViewer, silentLogger, userViewer } from '@rushgraph/testkit';
import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import { createHealth } from '../../health.ts';
import { createMetrics } from '../../metrics.ts';
import { createSubgraphServer, type SubgraphServerOptions } from '../subgraph-server.ts';
import { MULTIPLEX_PROTOCOL } from './multiplex-operations.ts';

const key = Buffer.alloc(32, 7);
const opened: FastifyInstance[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((app) => app.close()));
});

interface Context {
  readonly viewer: Viewer;
}
const signed = (viewer: Viewer) => signViewer(viewer, { audience: 'shop', key, now: new Date() });

/** A subgraph whose customers each have a tally that a test counts up. */
async function tallies(streams: SubgraphServerOptions<Context>['streams'] = {}) {
  const watchers = new Map<string, Newest<string>[]>();
  const app = await createSubgraphServer<Context>({
    service: 'shop',
    typeDefs: 'type Query { ok: String } type Subscription { tally(from: Int = 0): String }',
    resolvers: {
      Subscription: {
        tally: {
          subscribe(_: unknown, { from }: { from: number }, { viewer }: Context) {
            if (viewer.kind !== 'user') throw codedError('UNAUTHENTICATED', 'Sign in.');
            if (from < 0) throw new Error('the store is away');
            const states = createNewest<string>(() => {
              const others = watchers.get(viewer.id) ?? [];
              watchers.set(
                viewer.id,
                others.filter((other) => other !== states),
              );
            });
            watchers.set(viewer.id, [...(watchers.get(viewer.id) ?? []), states]);
            states.put(`${viewer.id} ${from}`);
            return states;
          },
          resolve: (tally: string) => tally,
        },
      },
    },
    viewerKey: key,
    createContext: ({ viewer }) => ({ viewer }),
    createStreamContext: ({ viewer }) => ({ viewer }),
    logger: silentLogger(),
    health: createHealth(),
    metrics: createMetrics('shop', { defaults: false }),
    introspection: false,
    streams,
  });
  opened.push(app);
  const origin = await app.listen({ port: 0, host: '127.0.0.1' });
  const url = `${origin.replace('http', 'ws')}/graphql/streams`;
  const of = (name: string) => watchers.get(userViewer(name).id) ?? [];

  async function connect(options: ClientOptions = {}, at = url) {
    const headers = { [VIEWER_HEADER]: signed(serviceViewer('gateway')) };
    const socket = new WebSocket(at, MULTIPLEX_PROTOCOL, { headers, ...options });
    const lines: string[] = [];
    socket.on('message', (data) => lines.push(...String(data).split('\n')));
    const closed = new Promise<readonly [code: number]>((resolve) => {
      socket.once('close', (code) => resolve([code]));
    });
    await once(socket, 'open');
    return {
      socket,
      closed,
      lines: () => lines.splice(0),
      /** Waits for so many lines. */
      async take(count: number) {
        await eventually(() => expect(lines.length).toBeGreaterThanOrEqual(count));
        return lines.splice(0, count);
      },
      send: (...commands: readonly unknown[]) => socket.send(JSON.stringify(commands)),
    };
  }
  return { app, url, connect, of };
}

const query = 'subscription ($from: Int) { tally(from: $from) }';
const follow = (number: number, name: string, from = 0) => ({
  follow: number,
  viewer: signed(userViewer(name)),
  traceparent: '',
  operation: { query, variables: { from } },
});
const told = (number: number, name: string, count: number | string) =>
  `${number}+${JSON.stringify({ data: { tally: `${userViewer(name).id} ${count}` } })}`;

describe('subscriptions over one connection', () => {
  it('are each for their own viewer, and end alone', async () => {
    const { connect, of } = await tallies();
    const { send, take } = await connect();
    send(follow(1, 'ann'), follow(2, 'ben', 7));
    expect((await take(2)).toSorted()).toEqual([told(1, 'ann', 0), told(2, 'ben', 7)]);
    of('ben')[0]?.put(`${userViewer('ben').id} 8`);
    expect(await take(1)).toEqual([told(2, 'ben', 8)]);
    of('ben')[0]?.end();
    expect(await take(1)).toEqual(['2.']);
    of('ann')[0]?.put(`${userViewer('ann').id} 1`);
    expect(await take(1)).toEqual([told(1, 'ann', 1)]);
  });

  it('are left one by one, and all of them with the connection', async () => {
    const { connect, of } = await tallies();
    const { send, take, socket, lines } = await connect();
    send(follow(1, 'ann'), follow(2, 'ben'), follow(3, 'cid'));
    await take(3);
    send({ leave: 1 });
    await eventually(() => expect(of('ann')).toEqual([]));
    // Its number can be taken again.
    send(follow(1, 'ann', 5));
    expect(await take(1)).toEqual([told(1, 'ann', 5)]);
    socket.close();
    await eventually(() => expect([of('ann'), of('ben'), of('cid')]).toEqual([[], [], []]));
    expect(lines()).toEqual([]);
  });

  it('that are left before they were opened are not opened', async () => {
    const { connect, of } = await tallies();
    const { send, take } = await connect();
    send(follow(1, 'ann'), { leave: 1 }, follow(2, 'ben'));
    expect(await take(1)).toEqual([told(2, 'ben', 0)]);
    await eventually(() => expect(of('ann')).toEqual([]));
  });

  it.each([
    ['a forged statement', { ...follow(1, 'ann'), viewer: 'forged' }, '1!UNAUTHENTICATED'],
    [
      'an unknown field',
      { ...follow(1, 'ann'), operation: { query: 'subscription { x }' } },
      '1!GRAPHQL_VALIDATION_FAILED',
    ],
    ['no document', { ...follow(1, 'ann'), operation: { query: '{' } }, '1!GRAPHQL_PARSE_FAILED'],
    ['a query', { ...follow(1, 'ann'), operation: { query: '{ ok }' } }, '1!BAD_USER_INPUT'],
    ['no operation', { ...follow(1, 'ann'), operation: 7 }, '1!BAD_USER_INPUT'],
  ])('are refused for %s, and the others go on', async (_, refused, line) => {
    const { connect, of } = await tallies();
    const { send, take } = await connect();
    send(follow(2, 'ben'));
    await take(1);
    send(refused);
    expect(await take(1)).toEqual([line]);
    of('ben')[0]?.end();
    expect(await take(1)).toEqual(['2.']);
  });

  it('are answered as ever when the subscription itself is refused', async () => {
    const { connect } = await tallies();
    const { send, take } = await connect();
    send({ ...follow(1, 'ann'), viewer: signed(anonymous) });
    const [answer, end] = await take(2);
    expect([answer, end]).toEqual([expect.stringContaining('"code":"UNAUTHENTICATED"'), '1.']);
  });

  it('that cannot be opened at the moment are lost, not ended, so that whoever follows asks again', async () => {
    const { connect, of, url } = await tallies({ maxStreams: 1 });
    const { send, take } = await connect();
    send(follow(1, 'ann', -1));
    expect(await take(1)).toEqual(['1!INTERNAL_SERVER_ERROR']);
    expect(of('ann')).toEqual([]);
    const response = await fetch(url.replace('ws', 'http').replace('/streams', '/stream'), {
      method: 'POST',
      headers: { 'content-type': 'application/json', [VIEWER_HEADER]: signed(userViewer('ann')) },
      body: JSON.stringify(follow(1, 'ann', -1).operation),
    });
    expect([response.status, await response.json()]).toEqual([
      503,
      {
        errors: [
          {
            message: 'Something went wrong on our side.',
            extensions: { code: 'INTERNAL_SERVER_ERROR', errorId: expect.any(String) },
          },
        ],
      },
    ]);
    // Neither has kept its place.
    send(follow(2, 'ann'));
    expect(await take(1)).toEqual([told(2, 'ann', 0)]);
  });

  it('are as many as the process takes, over all connections', async () => {
    const { connect, of } = await tallies({ maxStreams: 2 });
    const [one, other] = [await connect(), await connect()];
    one.send(follow(1, 'ann'));
    other.send(follow(1, 'ben'));
    await Promise.all([one.take(1), other.take(1)]);
    other.send(follow(2, 'cid'));
    expect(await other.take(1)).toEqual(['2!RATE_LIMITED']);
    one.socket.close();
    await eventually(() => expect(of('ann')).toEqual([]));
    other.send(follow(3, 'cid'));
    expect(await other.take(1)).toEqual([told(3, 'cid', 0)]);
  });

  it('that fail on the way are lost, so that whoever follows asks again', async () => {
    const { connect, of } = await tallies();
    const { send, take } = await connect();
    send(follow(1, 'ann'));
    await take(1);
    of('ann')[0]?.fail(new Error('gone'));
    expect(await take(1)).toEqual(['1!ENDED']);
  });

  it('wait for a gateway that does not read, each with one answer, and tell it the newest', async () => {
    const { connect, of } = await tallies();
    const { send, take, lines, socket } = await connect();
    send(follow(1, 'ann'));
    await take(1);
    socket.pause();
    // Far more than the buffers of two kernels hold.
    const long = 'x'.repeat(1_000_000);
    for (let count = 1; count <= 60; count++) {
      of('ann')[0]?.put(long);
      await new Promise((resolve) => setImmediate(resolve));
    }
    of('ann')[0]?.put('the last');
    of('ann')[0]?.end();
    socket.resume();
    const all: string[] = [];
    await eventually(() => expect(all[all.push(...lines()) - 1]).toBe('1.'));
    expect(all.at(-2)).toBe(`1+{"data":{"tally":"the last"}}`);
    expect(all.length).toBeLessThan(50);
  });

  it('lose one whose answer is too long for the connection, and no other', async () => {
    const { connect, of } = await tallies();
    const { send, take } = await connect();
    send(follow(1, 'ann'), follow(2, 'ben'));
    await take(2);
    of('ann')[0]?.put('x'.repeat(17 * 1_048_576));
    expect(await take(1)).toEqual(['1!TOO_LONG']);
    of('ben')[0]?.end();
    expect(await take(1)).toEqual(['2.']);
    expect(of('ann')).toEqual([]);
  });
});

describe('a connection', () => {
  it.each([
    ['that is not signed', undefined, '', '401'],
    ['of a customer', userViewer('ann'), '', '401'],
    ['somewhere else', serviceViewer('gateway'), '/elsewhere', '404'],
  ])('%s is refused', async (_, viewer, path, status) => {
    const { connect, url } = await tallies();
    const headers = viewer === undefined ? {} : { [VIEWER_HEADER]: signed(viewer) };
    await expect(connect({ headers }, `${url}${path}`)).rejects.toThrow(status);
  });

  it.each([
    ['no list', '{}'],
    ['no JSON', '['],
    ['an unknown command', '[{"stop":1}]'],
    ['a number that is taken', JSON.stringify([follow(1, 'ann'), follow(1, 'ben')])],
  ])('is closed for %s', async (_, message) => {
    const { connect } = await tallies();
    const { socket, closed } = await connect();
    socket.send(message);
    expect((await closed)[0]).toBe(4_400);
  });

  it('is cut when the other side answers no ping, and its subscriptions end', async () => {
    const { connect, of } = await tallies({ heartbeatMs: 20, stuckMs: 60 });
    const [alive, dead] = [await connect(), await connect({ autoPong: false })];
    alive.send(follow(1, 'ann'));
    dead.send(follow(1, 'ben'));
    expect((await dead.closed)[0]).toBe(1_006);
    await eventually(() => expect(of('ben')).toEqual([]));
    expect(of('ann')).toHaveLength(1);
  });

  it('stays when this process has stood still, and so has pinged nobody', async () => {
    const { connect } = await tallies({ heartbeatMs: 20, stuckMs: 60 });
    const { socket, send, take } = await connect();
    await once(socket, 'ping');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    await once(socket, 'ping');
    send(follow(1, 'ann'));
    expect(await take(1)).toEqual([told(1, 'ann', 0)]);
  });

  it('does not hold up the end of the server', async () => {
    const { app, connect } = await tallies();
    const { send, take, closed } = await connect();
    send(follow(1, 'ann'));
    await take(1);
    await app.close();
    expect((await closed)[0]).toBe(1_006);
  });
});
