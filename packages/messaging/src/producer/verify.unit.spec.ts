import { expect, it } from 'vitest';
import { verify } from './producer.ts';

const sent = [
  { topic: 'a', messages: [{ value: '1', partition: 0 }] },
  {
    topic: 'b',
    messages: [
      { value: '2', partition: 0 },
      { value: '3', partition: 2 },
    ],
  },
];
const acknowledged = (topicName: string, partition: number, errorCode = 0) => ({ topicName, partition, errorCode });

it('is content when each partition acknowledged', () => {
  verify(sent, [acknowledged('a', 0), acknowledged('b', 0), acknowledged('b', 2)]);
});

it.each([
  ['is missing', [acknowledged('a', 0), acknowledged('b', 0)]],
  ['reports an error', [acknowledged('a', 0), acknowledged('b', 0), acknowledged('b', 2, 7)]],
])('throws when a partition %s, though the send resolved', (_name, answers) => {
  expect(() => verify(sent, answers)).toThrow('Partition 2 of b did not acknowledge');
});
