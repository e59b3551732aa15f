import { gate } from '@rushgraph/testkit';
import { expect, it } from 'vitest';
import { createSlots } from './slots.ts';

it('runs no more than there are slots, in the order of asking, and frees the slot of one that failed', async () => {
  const slots = createSlots(2);
  const begun: number[] = [];
  const gates = [gate(), gate(), gate(), gate()];
  const ended = gates.map(({ passed }, index) =>
    slots.use(async () => {
      begun.push(index);
      await passed;
      if (index === 0) throw new Error('failed');
      return index;
    }),
  );
  expect(begun).toEqual([0, 1]);
  gates[0]?.open();
  await expect(ended[0]).rejects.toThrow('failed');
  expect(begun).toEqual([0, 1, 2]);
  for (const { open } of gates) open();
  expect(await Promise.all(ended.slice(1))).toEqual([1, 2, 3]);
});
