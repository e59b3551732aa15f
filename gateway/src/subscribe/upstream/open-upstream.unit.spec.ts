import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifyViewer } from '@rushgraph/identity';
import { createMetrics } from '@rushgraph/service';
import { eventually, silentLogger, userViewer } from '@rushgraph/testkit';
import { afterAll, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { fixedPlaces } from '../../../test/places.ts';
import { key, now } from '../../../test/subgraph-fixture.ts';
import { createUpstreamClient } from './open-upstream.ts';
import { createUpstreams } from './share-upstreams.ts';

const closings: (() => void)[] = [];
afterAll(() => {
  for (const close of closings) close();
});

interface Followed {
  readonly follow: number;
  readonly viewer: string;
  readonly operation: unknown;
}

/** A subgraph that answers each subscription as a test says. */
async function startStreams(answer: (followed: Followed, socket: WebSocket) => void) {
  const server = createServer();
  const sockets = new WebSocketServer({ server, path: '/graphql/streams' });
  const followed: Followed[] = [];
  sockets.on('connection', (socket) => {
    socket.on('message', (data) => {
      for (const command of JSON.parse(String(data))) {
        if (command.follow === undefined) continue;
        followed.push(command);
        answer(command, socket);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closings.push(() => {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/graphql`, followed, connections: () => sockets.clients.size };
}

interface Limits {
  readonly silentMs?: number;
  readonly answerMs?: number;
  readonly answerMsBesideOthers?: number;
}

const clientOf = (...urls: readonly string[]) => limitedClientOf({}, ...urls);

function limitedClientOf(limits: Limits, ...urls: readonly string[]) {
  const { silentMs = 5_000, answerMs = 5_000, answerMsBesideOthers = answerMs } = limits;
  let connections = 0;
  const client = createUpstreamClient({
    name: 'order',
    instances: urls.length === 0 ? { pick: () => undefined } : fixedPlaces.follow('order', urls.join(',')),
    key,
    connectMs: 5_000,
    silentMs,
    now,
    onCount: (change) => {
      connections += change;
    },
  });
  closings.push(() => void client.close());
  return {
    client,
    connections: () => connections,
    open(name = 'ann', signal = new AbortController().signal) {
      const answers: string[] = [];
      const onAnswer = (json: string) => answers.push(json);
      const viewer = userViewer(name);
      const request = { body: '{"query":"x"}', viewer, traceparent: '', signal, answerMs, answerMsBesideOthers };
      const ended = client.open({ ...request, onAnswer });
      return { answers, ended };
    },
  };
}

test('subscriptions are spread over the instances, and one that is lost is opened at another', async () => {
  const one = await startStreams((_, socket) => socket.terminate());
  const two = await startStreams(({ follow }, socket) => socket.send(`${follow}+"two"\n${follow}.`));
  const { open, connections } = clientOf(one.url, two.url);
  let lost = 0;
  for (let count = 0; count < 40; count++) {
    const { ended, answers } = open();
    const outcome = await ended.then(
      () => answers,
      () => 'lost',
    );
    if (outcome !== 'lost') {
      expect(outcome).toEqual(['"two"']);
      continue;
    }
    lost++;
    const again = open();
    await again.ended;
    expect(again.answers).toEqual(['"two"']);
  }
  // One of both is drawn for none of 40 in fewer than one of 10^11 runs.
  expect(lost).toBe(one.followed.length);
  expect(lost).toBeGreaterThan(0);
  await eventually(() => expect(connections()).toBe(0));
});

test('all that is followed at one instance shares a connection, each signed for its own viewer', async () => {
  const held: (() => void)[] = [];
  const one = await startStreams(({ follow }, socket) => {
    socket.send(`${follow}+"here"`);
    held.push(() => socket.send(`${follow}.`));
  });
  const { open, connections } = clientOf(one.url);
  const names = Array.from({ length: 50 }, (_, index) => `customer ${index}`);
  const following = names.map((name) => open(name));
  await eventually(() => expect(following.map(({ answers }) => answers)).toEqual(names.map(() => ['"here"'])));
  expect([one.connections(), connections()]).toEqual([1, 1]);
  const viewers = one.followed.map(({ viewer }) => verifyViewer(viewer, { audience: 'order', key, now: now() }));
  expect(viewers).toEqual(names.map((name) => userViewer(name)));
  for (const complete of held) complete();
  await Promise.all(following.map(({ ended }) => ended));
  await eventually(() => expect([one.connections(), connections()]).toEqual([0, 0]));
});

test('who leaves takes nobody along, and hears nothing more', async () => {
  const tell: ((line: string) => void)[] = [];
  const one = await startStreams(({ follow }, socket) => tell.push((line) => socket.send(`${follow}${line}`)));
  const { open } = clientOf(one.url);
  const leaving = new AbortController();
  const [left, stays] = [open('ann', leaving.signal), open('ben')];
  await eventually(() => expect(tell).toHaveLength(2));
  leaving.abort();
  await expect(left.ended).rejects.toThrow('Nobody follows');
  tell[0]?.('+"late"');
  tell[1]?.('+"told"');
  tell[1]?.('.');
  await stays.ended;
  expect([left.answers, stays.answers]).toEqual([[], ['"told"']]);
});

test('a connection that is silent for too long is lost, with all that is followed over it', async () => {
  const one = await startStreams(() => undefined);
  const { open } = limitedClientOf({ silentMs: 100 }, one.url);
  const ended = await Promise.allSettled([open().ended, open('ben').ended]);
  expect(ended.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});

test('a subscription that says nothing is lost, and left, and takes nobody along', async () => {
  const left: number[] = [];
  const one = await startStreams(({ follow, viewer }, socket) => {
    socket.on('message', (data) => {
      for (const { leave } of JSON.parse(String(data))) if (leave === follow) left.push(leave);
    });
    const { id } = Object(verifyViewer(viewer, { audience: 'order', key, now: now() }));
    if (id === 'ben') socket.send(`${follow}+"here"`);
  });
  const { open, connections } = limitedClientOf({ answerMs: 2_000 }, one.url);
  const leaving = new AbortController();
  const told = open('ben', leaving.signal);
  await eventually(() => expect(told.answers).toEqual(['"here"']));
  const silent = open('ann');
  await expect(silent.ended).rejects.toThrow('has not answered in time');
  await eventually(() => expect(left).toHaveLength(1));
  expect([told.answers, connections()]).toEqual([['"here"'], 1]);
  leaving.abort();
  await expect(told.ended).rejects.toThrow('Nobody follows');
});

test('who follows at an instance that says nothing is answered by another in time', async () => {
  let asked = 0;
  const answer: Parameters<typeof startStreams>[0] = ({ follow }, socket) => {
    asked += 1;
    // Its store hangs; that of the other does not.
    if (asked > 1) socket.send(`${follow}+"here"`);
  };
  const [one, two] = [await startStreams(answer), await startStreams(answer)];
  const { client } = clientOf(one.url, two.url);
  const upstreams = createUpstreams({
    clientOf: () => client,
    firstMs: 6_000,
    patienceMs: 60_000,
    random: () => 0,
    logger: silentLogger(),
    metrics: createMetrics('gateway', { defaults: false }),
  });
  const listener = upstreams.follow('order', '{"query":"x"}', userViewer('ann'));
  expect(await listener.next()).toEqual({ done: false, value: '"here"' });
  expect([one.followed.length, two.followed.length]).toEqual([1, 1]);
  await listener.return();
});

test('one that is slow to begin is left early where there is another instance, and not where it is the only one', async () => {
  const LONG = 3_600_000;
  const [one, two] = [await startStreams(() => undefined), await startStreams(() => undefined)];
  const beside = limitedClientOf({ answerMs: LONG, answerMsBesideOthers: 100 }, one.url, two.url);
  await expect(beside.open().ended).rejects.toThrow('has not answered in time');
  const alone = limitedClientOf({ answerMs: 100, answerMsBesideOthers: LONG }, one.url);
  await expect(alone.open().ended).rejects.toThrow('has not answered in time');
});

test('what the subgraph refuses is lost, and says why', async () => {
  const one = await startStreams(({ follow }, socket) => socket.send(`${follow}!RATE_LIMITED`));
  await expect(clientOf(one.url).open().ended).rejects.toThrow('RATE_LIMITED');
});

test('a subscription fails while no instance is known', async () => {
  await expect(clientOf().open().ended).rejects.toThrow('No instance of order is known');
});
