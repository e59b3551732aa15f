import { anonymous } from '@rushgraph/testkit';
import { afterAll, expect, test } from 'vitest';
import { fixedPlaces } from '../../../test/places.ts';
import { key, now, startSubgraph } from '../../../test/subgraph-fixture.ts';
import { createUpstreamClient } from './open-upstream.ts';

const [one, two] = await Promise.all([startSubgraph(), startSubgraph()]);
afterAll(() => Promise.all([one.close(), two.close()]));

const streams = ({ received }: typeof one) => received.length;

function open(client: ReturnType<typeof createUpstreamClient>, signal = new AbortController().signal) {
  const answers: string[] = [];
  const ended = client.open({
    body: '{}',
    viewer: anonymous,
    traceparent: '',
    signal,
    onAnswer: (json) => answers.push(json),
  });
  return { answers, ended };
}

test('streams are spread over the instances, and one that is lost is opened at another', async () => {
  const client = createUpstreamClient({
    name: 'order',
    instances: fixedPlaces.follow('order', `${one.url},${two.url}`),
    key,
    connectMs: 5_000,
    silentMs: 5_000,
    now,
  });
  try {
    one.there.answering = (_, response) => response.destroy();
    two.there.answering = (_, response) =>
      response.writeHead(200).end('event: next\ndata: "two"\n\nevent: complete\ndata:\n\n');
    let lost = 0;
    for (let stream = 0; stream < 40; stream++) {
      const { ended, answers } = open(client);
      const outcome = await ended.then(
        () => answers,
        () => 'lost',
      );
      if (outcome !== 'lost') {
        expect(outcome).toEqual(['"two"']);
        continue;
      }
      lost++;
      const again = open(client);
      await again.ended;
      expect(again.answers).toEqual(['"two"']);
    }
    // One of both is drawn for none of 40 streams in fewer than one of 10^11 runs.
    expect(lost).toBe(streams(one));
    expect(lost).toBeGreaterThan(0);
  } finally {
    await client.close();
  }
});

test('a stream fails while no instance is known', async () => {
  const client = createUpstreamClient({
    name: 'order',
    instances: { pick: () => undefined },
    key,
    connectMs: 5_000,
    silentMs: 5_000,
    now,
  });
  await expect(open(client).ended).rejects.toThrow('No instance of order is known');
});
