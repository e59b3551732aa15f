import { setTimeout as pause } from 'node:timers/promises';
import { gate } from '@rushgraph/testkit';
import type { KafkaMessage } from 'kafkajs';
import { expect, it } from 'vitest';
import type { EventDefinition } from '../event/event.ts';
import { encodeHeaders } from '../event/headers.ts';
import { FencedOff } from './batch.ts';
import type { Step } from './progress.ts';
import { createSlots } from './slots.ts';
import type { StepsOptions } from './take-steps.ts';
import { createTogether, type TogetherOptions } from './take-together.ts';

interface Numbered {
  readonly n: number;
}
const definition: EventDefinition<Numbered> = {
  type: 't',
  topic: 't',
  key: ({ n }) => `${n}`,
  schema: { parse: (value) => ({ n: Number(Reflect.get(Object(value), 'n')) }) },
};
const metadata = { id: '1', type: 't', source: 's', time: 'now', subject: 'x', sequence: 1 };

const message = (offset: number, value = JSON.stringify({ n: offset })): KafkaMessage => ({
  key: Buffer.from('k'),
  value: Buffer.from(value),
  timestamp: '0',
  attributes: 0,
  offset: `${offset}`,
  headers: { ...encodeHeaders(metadata) },
});

/** A store that takes steps as long as `refuse` lets it, and remembers which ones it took as one. */
function setUp(
  refuse: (steps: readonly Step<Numbered>[]) => unknown = () => undefined,
  most = () => 100,
  gatheringOptions: Pick<TogetherOptions<Numbered>, 'gathering'> = {},
) {
  const taken: string[][] = [];
  const dead: string[] = [];
  const positions = new Map<number, bigint>();
  async function apply(steps: readonly Step<Numbered>[]): Promise<void> {
    await refuse(steps);
    taken.push(steps.map(({ batch, from, to }) => `${batch.partition}:${from}-${to}`));
  }
  const together = createTogether({
    applyTogether: apply,
    mostMessages: most,
    slots: createSlots(2),
    ...gatheringOptions,
  });
  const take = (partition: number, messages: readonly KafkaMessage[]) => {
    const options: StepsOptions<Numbered> = {
      definition,
      topic: 't',
      origin: { topic: 't', partition, group: 'g' },
      onBug: 'dead-letter',
      skipsTombstones: false,
      now: () => new Date(0),
      onDeadLetter: (reason, offset) => dead.push(`${partition}/${offset} ${reason}`),
      onTaken: (next) => positions.set(partition, next),
      progress: { commitsToKafka: false, load: async () => null, apply: (step) => apply([step]) },
    };
    return together.take({ messages, from: BigInt(messages[0]?.offset ?? 0), options });
  };
  return { take, taken, dead, positions };
}

const outcomes = async (parts: readonly Promise<void>[]) =>
  (await Promise.allSettled(parts)).map((one) => (one.status === 'fulfilled' ? 'taken' : String(one.reason)));

it('takes what partitions have waiting as one step', async () => {
  const { take, taken, positions } = setUp();
  await Promise.all([take(0, [message(0), message(1)]), take(1, [message(7)]), take(2, [message(3)])]);
  expect(taken).toEqual([['0:0-2', '1:7-8', '2:3-4']]);
  expect([...positions]).toEqual([
    [0, 2n],
    [1, 8n],
    [2, 4n],
  ]);
});

it('takes no more messages at once than it may', async () => {
  const { take, taken } = setUp(undefined, () => 3);
  await Promise.all([take(0, [message(0), message(1)]), take(1, [message(0)]), take(2, [message(0)]), take(3, [])]);
  expect(taken).toEqual([
    ['0:0-2', '1:0-1'],
    ['2:0-1', '3:0-0'],
  ]);
});

it('sets poison aside without parting the others', async () => {
  const { take, taken, dead } = setUp();
  await Promise.all([take(0, [message(0), message(1, 'no json')]), take(1, [message(0)])]);
  expect(taken).toEqual([['0:0-2', '1:0-1']]);
  expect(dead).toEqual(['0/1 the payload is no JSON']);
});

it('finds out by itself whose fault a failure is: the others take effect', async () => {
  const { take, taken, positions } = setUp((steps) => {
    if (steps.some(({ batch }) => batch.partition === 1)) throw new FencedOff('partition 1 has gone');
  });
  const ended = await outcomes([take(0, [message(0)]), take(1, [message(0)]), take(2, [message(0)])]);
  expect(ended).toEqual(['taken', 'FencedOff: partition 1 has gone', 'taken']);
  expect(taken).toEqual([['0:0-1'], ['2:0-1']]);
  expect(positions.has(1)).toBe(false);
});

it('fails all parts when the store is away: each by itself would wait for it as long', async () => {
  let tries = 0;
  const { take, taken } = setUp(() => {
    tries += 1;
    throw Object.assign(new Error('no server'), { name: 'MongoServerSelectionError' });
  });
  const ended = await outcomes([take(0, [message(0)]), take(1, [message(0)]), take(2, [message(0)])]);
  expect(ended).toEqual(Array(3).fill('MongoServerSelectionError: no server'));
  expect([tries, taken]).toEqual([1, []]);
});

it('gathers after each step, also of one part', async () => {
  const gathered: number[] = [];
  const gathering = { after: async (records: number) => void gathered.push(records) };
  const { take } = setUp(undefined, undefined, { gathering });
  await take(0, [message(0)]);
  await Promise.all([take(0, [message(1)]), take(1, [message(0)])]);
  expect(gathered).toEqual([1, 2]);
});

it('says how long a step lasted, so that the next may begin as much earlier', async () => {
  const lastedMs = 20;
  const told: number[] = [];
  const gathering = { after: async (_records: number, _most: number, tookMs = 0) => void told.push(tookMs) };
  const { take } = setUp(() => pause(lastedMs), undefined, { gathering });
  await take(0, [message(0)]);
  // Timers count whole milliseconds of another clock.
  expect(told.map((tookMs) => tookMs >= lastedMs - 2)).toEqual([true]);
});

it('tries one part alone once before its failure is told', async () => {
  let tries = 0;
  const { take } = setUp(() => {
    tries += 1;
    throw new FencedOff('moved');
  });
  await expect(take(0, [message(0)])).rejects.toThrow(FencedOff);
  expect(tries).toBe(1);
});

it('lets nothing gather after a step during which others have come', async () => {
  const [begun, ended] = [gate(), gate()];
  const mosts: number[] = [];
  const gathering = { after: async (_records: number, most: number) => void mosts.push(most) };
  const refuse = ([step]: readonly Step<Numbered>[]) => {
    begun.open();
    return step?.batch.partition === 0 ? ended.passed : undefined;
  };
  const { take } = setUp(refuse, undefined, { gathering });
  const first = take(0, [message(0)]);
  await begun.passed;
  const second = take(1, [message(0)]);
  ended.open();
  await Promise.all([first, second]);
  expect(mosts).toEqual([0, 100]);
});

it('goes on with what came meanwhile', async () => {
  const { take, taken } = setUp();
  await take(0, [message(0)]);
  await Promise.all([take(0, [message(1)]), take(1, [message(0)])]);
  expect(taken).toEqual([['0:0-1'], ['0:1-2', '1:0-1']]);
});

it('takes parts beside each other, as many as there are slots, while a step has one message', async () => {
  const { passed, open } = gate();
  const [begun, taking] = [[] as number[], gate()];
  const { take, taken } = setUp(
    ([step]) => {
      begun.push(step?.batch.partition ?? -1);
      if (begun.length === 2) taking.open();
      return passed;
    },
    () => 1,
  );
  const parts = [take(0, [message(0)]), take(1, [message(0)]), take(2, [message(0)])];
  await taking.passed;
  expect(begun).toEqual([0, 1]);
  open();
  await Promise.all(parts);
  expect(taken).toEqual([['0:0-1'], ['1:0-1'], ['2:0-1']]);
});

it('asks before each step how much it may take', async () => {
  let most = 1;
  const { take, taken } = setUp(undefined, () => most);
  await Promise.all([take(0, [message(0)]), take(1, [message(0)])]);
  most = 2;
  await Promise.all([take(0, [message(1)]), take(1, [message(1)]), take(2, [message(0)])]);
  expect(taken).toEqual([['0:0-1'], ['1:0-1'], ['0:1-2', '1:1-2'], ['2:0-1']]);
});
