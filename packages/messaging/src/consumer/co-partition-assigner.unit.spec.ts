import { expect, it } from 'vitest';
import { assignCoPartitions } from './co-partition-assigner.ts';

const topics = ['orders', 'stock'].map((topic) => ({ topic, partitions: [0, 1, 2, 3] }));

it.each([1, 2, 3, 4, 5])('gives partition p of every topic to the same one of %i members', (count) => {
  const members = Array.from({ length: count }, (_, index) => `m${index}`);
  const assignment = assignCoPartitions(members, topics);
  const owners = [0, 1, 2, 3].map((partition) =>
    topics.map(({ topic }) => members.filter((member) => assignment[member]?.[topic]?.includes(partition))),
  );
  for (const [orders, stock] of owners) {
    expect(orders).toHaveLength(1);
    expect(stock).toEqual(orders);
  }
});

it('does not depend on the order of the members', () => {
  expect(assignCoPartitions(['b', 'a'], topics)).toEqual(assignCoPartitions(['a', 'b'], topics));
});
