import { createNewest } from '@rushgraph/concurrency';
import { expect, test } from 'vitest';
import { createSubscription, type Subscription } from '../stream/subscription.ts';
import { type MergedEvent, mergeSubscriptions } from './merge-subscriptions.ts';

const merged = () => mergeSubscriptions({ tell: () => [] });
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A subscription, and its states. */
function subscription() {
  const endings: string[] = [];
  const events = createNewest<string>();
  const opened: Subscription = createSubscription({
    events,
    isAllowed: async () => true,
    answer: async (event) => ({ data: { state: event } }),
    format: ({ data }) => ({ data: data ?? null }),
    onEnd: (ending) => endings.push(ending),
  });
  return { opened, events, endings };
}

async function nextOf(stream: ReturnType<typeof merged>): Promise<MergedEvent | undefined> {
  return (await stream.next()).value;
}
const next = (id: string, state: string) => ({ event: 'next', id, payload: { data: { state } } });

test('nothing of one that was taken out is told under its name, when another one has it', async () => {
  const stream = merged();
  const [first, second] = [subscription(), subscription()];
  await stream.take('a')?.fill(first.opened);
  first.events.put('old');
  await turn();
  await stream.remove('a');
  expect(first.endings).toEqual(['left']);
  await stream.take('a')?.fill(second.opened);
  second.events.put('new');
  expect(await nextOf(stream)).toEqual(next('a', 'new'));
});

test('a name is in use from the wish to open until the client has been told that it is complete', async () => {
  const stream = merged();
  const { opened, events } = subscription();
  const place = stream.take('a');
  expect(stream.take('a')).toBeUndefined();
  await place?.fill(opened);
  events.end();
  await turn();
  expect(stream.take('a')).toBeUndefined();
  expect(await nextOf(stream)).toEqual({ event: 'complete', id: 'a' });
  const again = stream.take('a');
  again?.giveUp();
  expect(stream.take('a')).toBeDefined();
});

test('one that is taken out while it is opened is left as soon as it is there, also when its name is used again', async () => {
  const stream = merged();
  const [early, late] = [subscription(), subscription()];
  const place = stream.take('a');
  await stream.remove('a');
  const again = stream.take('a');
  await place?.fill(early.opened);
  expect(early.endings).toEqual(['left']);
  await again?.fill(late.opened);
  late.events.put('new');
  expect(await nextOf(stream)).toEqual(next('a', 'new'));
});

test('what is opened when nobody reads any more is left', async () => {
  const stream = merged();
  const { opened, endings } = subscription();
  const place = stream.take('a');
  await stream.return();
  await place?.fill(opened);
  expect(endings).toEqual(['left']);
});

test('it ends when its last subscription is complete', async () => {
  const stream = merged();
  const { opened, events } = subscription();
  await stream.take('a')?.fill(opened);
  stream.end();
  events.end();
  expect(await nextOf(stream)).toEqual({ event: 'complete', id: 'a' });
  expect(await stream.next()).toEqual({ done: true, value: undefined });
});
