import type { KafkaMessage } from 'kafkajs';
import { expect, it } from 'vitest';
import type { EventDefinition } from '../event/event.ts';
import { encodeHeaders } from '../event/headers.ts';
import { type Batch, FencedOff, InvalidEvent } from './batch.ts';
import { HandlerBug, type OnBug, takeSteps } from './take-steps.ts';

const definition: EventDefinition<{ n: number }> = {
  type: 't',
  topic: 't',
  key: ({ n }) => `${n}`,
  schema: { parse: (value) => ({ n: Number(Reflect.get(Object(value), 'n')) }) },
};

function message(offset: number, value = JSON.stringify({ n: offset })): KafkaMessage {
  const metadata = { id: '1', type: 't', source: 's', time: 'now', subject: 'x', sequence: 1 };
  return {
    key: Buffer.from('k'),
    value: Buffer.from(value),
    timestamp: '0',
    attributes: 0,
    offset: `${offset}`,
    headers: Object.fromEntries(Object.entries(encodeHeaders(metadata)).map(([name, text]) => [name, text])),
  };
}

/** A store that takes steps as long as the handler lets it. */
function setUp(handle: (batch: Batch<{ n: number }>) => void, onBug: OnBug = 'dead-letter', skipsTombstones = false) {
  const taken: number[] = [];
  const steps: string[] = [];
  const dead: [string, string][] = [];
  const positions: bigint[] = [];
  const run = (messages: readonly KafkaMessage[], from = 0n) =>
    takeSteps(messages, from, {
      definition,
      topic: 't',
      origin: { topic: 't', partition: 0, group: 'g' },
      onBug,
      skipsTombstones,
      now: () => new Date(0),
      onDeadLetter: (reason, offset) => dead.push([offset, reason]),
      onTaken: (next) => positions.push(next),
      progress: {
        commitsToKafka: false,
        load: async () => null,
        async apply({ batch, from: start, to }) {
          handle(batch);
          steps.push(`${start}-${to}`);
          taken.push(...batch.records.map(({ offset }) => Number(offset)));
        },
      },
    });
  return { run, taken, steps, dead, positions };
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => message(index));
const offsetsOf = ({ records }: Batch<unknown>) => records.map(({ offset }) => offset);

it('takes a good batch as one step', async () => {
  const { run, steps, taken } = setUp(() => undefined);
  expect(await run(numbers(3))).toBe(3n);
  expect([steps, taken]).toEqual([['0-3'], [0, 1, 2]]);
});

it('tells how far it came although the second half failed', async () => {
  const { run, positions } = setUp((batch) => {
    if (batch.records.length > 2) throw new TypeError('too many for me');
    if (offsetsOf(batch).includes(3n)) throw Object.assign(new Error('lost'), { code: 'ECONNRESET' });
  });
  await expect(run(numbers(4))).rejects.toThrow('lost');
  expect(positions).toEqual([2n]);
});

it('holds no record guilty while a table is missing', async () => {
  const { run, dead } = setUp(() => {
    throw Object.assign(new Error("Table 'shop.orders' doesn't exist"), { errno: 1146 });
  });
  await expect(run(numbers(4))).rejects.toThrow('exist');
  expect(dead).toEqual([]);
});

it('bridges the gaps that compaction leaves', async () => {
  const { run, steps } = setUp(() => undefined);
  expect(await run([message(5), message(9)], 2n)).toBe(10n);
  expect(steps).toEqual(['2-10']);
});

it('narrows a bug down to its record; all others take effect, in order', async () => {
  const { run, taken, dead, steps } = setUp((batch) => {
    if (offsetsOf(batch).includes(5n)) throw new TypeError('no function');
  });
  expect(await run(numbers(8))).toBe(8n);
  expect(taken).toEqual([0, 1, 2, 3, 4, 6, 7]);
  expect(dead).toEqual([['5', 'the handler failed: no function']]);
  expect(steps).toEqual(['0-4', '4-5', '5-6', '6-8']);
});

it('sets aside what the handler refuses, in one step with the rest', async () => {
  const { run, taken, dead, steps } = setUp((batch) => {
    const refused = batch.records.find(({ offset }) => offset === 1n);
    if (refused !== undefined) throw new InvalidEvent(refused, 'not wanted');
  });
  await run(numbers(3));
  expect([taken, dead, steps]).toEqual([[0, 2], [['1', 'not wanted']], ['0-3']]);
});

it('sets aside what cannot be read', async () => {
  const { run, taken, dead } = setUp(() => undefined);
  await run([message(0), message(1, '{'), message(2)]);
  expect([taken, dead]).toEqual([[0, 2], [['1', 'the payload is no JSON']]]);
});

it('passes over records without a value when told to, with whatever headers, and goes on behind them', async () => {
  const tombstone = (offset: number): KafkaMessage => {
    const { key, timestamp, attributes } = message(offset);
    return { key, timestamp, attributes, offset: `${offset}`, value: null, headers: {} };
  };
  const messages = [tombstone(0), message(1), tombstone(2)];
  const skipping = setUp(() => undefined, 'dead-letter', true);
  await skipping.run(messages);
  expect([skipping.taken, skipping.dead, skipping.steps]).toEqual([[1], [], ['0-3']]);
  const control = setUp(() => undefined);
  await control.run(messages);
  expect(control.dead.map(([offset]) => offset)).toEqual(['0', '2']);
});

it('leaves the process to its supervisor when told to', async () => {
  const { run, taken } = setUp((batch) => {
    if (offsetsOf(batch).includes(1n)) throw new TypeError('no function');
  }, 'exit');
  await expect(run(numbers(3))).rejects.toBeInstanceOf(HandlerBug);
  expect(taken).toEqual([0]);
});

it.each([
  ['a passing failure', Object.assign(new Error('lost'), { code: 'ECONNRESET' })],
  ['a fence', new FencedOff('moved')],
])('passes on %s: no record is at fault', async (_name, error) => {
  const { run, dead } = setUp(() => {
    throw error;
  });
  await expect(run(numbers(4))).rejects.toBe(error);
  expect(dead).toEqual([]);
});

it('ends when a record cannot even be set aside', async () => {
  const { run, dead } = setUp(() => {
    throw new Error('data too long for column');
  });
  await expect(run(numbers(1))).rejects.toThrow('Offset 0 cannot even be set aside');
  expect(dead).toEqual([]);
});
