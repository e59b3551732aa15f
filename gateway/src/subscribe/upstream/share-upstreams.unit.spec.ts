import { createMetrics } from '@rushgraph/service';
import { anonymous, silentLogger } from '@rushgraph/testkit';
import { expect, test } from 'vitest';
import type { UpstreamClient, UpstreamRequest } from './open-upstream.ts';
import { createUpstreams } from './share-upstreams.ts';

/** A subgraph whose streams a test opens, feeds and loses. */
function subgraph({ firstMs = 60_000 } = {}) {
  const openings = [Promise.withResolvers<{ tell: UpstreamRequest['onAnswer']; lose: (error: Error) => void }>()];
  let count = 0;
  const client: UpstreamClient = {
    open({ onAnswer, signal }) {
      const { promise, reject } = Promise.withResolvers<void>();
      signal.addEventListener('abort', () => reject(new Error('left')));
      openings[count]?.resolve({ tell: onAnswer, lose: reject });
      count += 1;
      openings.push(Promise.withResolvers());
      return promise;
    },
    close: async () => undefined,
  };
  const upstreams = createUpstreams({
    clientOf: () => client,
    firstMs,
    patienceMs: 60_000,
    random: () => 0,
    logger: silentLogger(),
    metrics: createMetrics('gateway', { defaults: false }),
  });
  return {
    follow: () => upstreams.follow('order', '{}', anonymous),
    stream: async (number: number) => {
      const opening = await openings[number]?.promise;
      if (opening === undefined) throw new Error(`Stream ${number} is not expected yet`);
      return opening;
    },
  };
}

const told = (value: string) => ({ done: false, value });

test('who comes while the subgraph is away is told when it is back, also what others were told before', async () => {
  const { follow, stream } = subgraph();
  const early = follow();
  const first = await stream(0);
  first.tell('pending');
  expect(await early.next()).toEqual(told('pending'));
  expect(await follow().next()).toEqual(told('pending'));
  first.lose(new Error('lost'));
  const second = await stream(1);
  const late = follow();
  let heard: unknown;
  const lateAnswer = late.next().then((answer) => {
    heard = answer;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(heard).toBeUndefined();
  second.tell('pending');
  await lateAnswer;
  expect(heard).toEqual(told('pending'));
  // The one that knew it hears of what is new alone.
  const earlyNext = early.next();
  second.tell('confirmed');
  expect([await earlyNext, await late.next()]).toEqual([told('confirmed'), told('confirmed')]);
});

test('who is told nothing in time hears why, and takes nobody along', async () => {
  const { follow, stream } = subgraph({ firstMs: 50 });
  const first = follow();
  (await stream(0)).tell('pending');
  expect(await first.next()).toEqual(told('pending'));
  (await stream(0)).lose(new Error('lost'));
  const second = await stream(1);
  await expect(follow().next()).rejects.toMatchObject({ reason: 'UPSTREAM_LOST', service: 'order' });
  second.tell('confirmed');
  expect(await first.next()).toEqual(told('confirmed'));
  await first.return();
});

test('a subgraph that never says anything is left when the last who waits has given up', async () => {
  const { follow, stream } = subgraph({ firstMs: 50 });
  const waiting = [follow(), follow()].map((listener) => listener.next());
  await stream(0);
  for (const next of waiting) await expect(next).rejects.toMatchObject({ reason: 'UPSTREAM_LOST' });
  // Whoever comes now opens another one.
  void follow();
  await stream(1);
});
