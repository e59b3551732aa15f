import { eventually } from '@rushgraph/testkit';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Added, added, type MessagingFixture, messagingFixture } from '../../test/fixture.ts';
import { createProducer, encodeHeaders, type Producer } from '../index.ts';
import { type Tail, tailTopic } from './tail-topic.ts';

let fixture: MessagingFixture;
let producer: Producer;
const tails: Tail[] = [];
beforeAll(async () => {
  fixture = await messagingFixture();
  producer = createProducer({ kafka: fixture.kafka, logger: fixture.logger });
});
afterAll(async () => {
  await Promise.all(tails.map((tail) => tail.stop()));
  await producer.stop();
  await fixture.drop();
});

function follow(group: string, isWanted: (subject: string) => boolean = () => true) {
  const { kafka, logger, topic } = fixture;
  const seen: Added[] = [];
  let gaps = 0;
  const tail = tailTopic<Added>({
    kafka,
    group: `${topic}-${group}`,
    definition: added,
    topicPrefix: topic.slice(0, -added.topic.length),
    isWanted,
    take: ({ data }) => data !== null && seen.push(data),
    onGap: () => {
      gaps += 1;
    },
    logger,
    metrics: { registry: new Registry() },
  });
  tails.push(tail);
  tail.start();
  return { tail, seen, gaps: () => gaps };
}

let sequence = 0;
async function publish(name: string, value: string | undefined = undefined): Promise<void> {
  sequence += 1;
  const headers = encodeHeaders({
    id: String(sequence),
    type: added.type,
    source: 'test',
    time: '2026-03-01T12:00:00.000Z',
    subject: name,
    sequence,
  });
  await producer.send([
    { topic: fixture.topic, key: name, value: value ?? JSON.stringify({ name, amount: sequence }), headers },
  ]);
}

test('each process sees all that comes after its start, which it is told to be a gap, and what it wants alone', async () => {
  await publish('before');
  const one = follow('one');
  const other = follow('other', (subject) => subject !== 'unwanted');
  await eventually(() => expect([one.gaps(), other.gaps()]).toEqual([1, 1]), { timeoutMs: 20_000 });
  for (const name of ['ada', 'unwanted', 'bob', 'ada']) await publish(name);
  await eventually(() => expect([one.seen.length, other.seen.length]).toEqual([4, 3]), { timeoutMs: 20_000 });
  expect(one.seen.filter(({ name }) => name === 'ada').map(({ amount }) => amount)).toEqual([2, 5]);
  expect(other.seen.map(({ name }) => name).sort()).toEqual(['ada', 'ada', 'bob']);
});

test('what is no event is passed over, and what follows is seen', async () => {
  const { seen, gaps } = follow('patient');
  await eventually(() => expect(gaps()).toBe(1), { timeoutMs: 20_000 });
  await publish('ada', '{"name":');
  await publish('ada');
  await eventually(() => expect(seen.map(({ name }) => name)).toEqual(['ada']), { timeoutMs: 20_000 });
});
