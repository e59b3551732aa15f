import { expect, it } from 'vitest';
import { createSlots } from './slots.ts';

it('runs no more than there are slots, in the order of asking, and frees the slot of one that failed', async () => {
  const slots = createSlots(2);
  const begun: number[] = [];
  const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
  const ended = gates.map(({ promise }, index) =>
    slots.use(async () => {
      begun.push(index);
      await promise;
      if (index === 0) throw new Error('failed');
      return index;
    }),
  );
  expect(begun).toEqual([0, 1]);
  gates[0]?.resolve();
  await expect(ended[0]).rejects.toThrow('failed');
  expect(begun).toEqual([0, 1, 2]);
  for (const { resolve } of gates) resolve();
  expect(await Promise.all(ended.slice(1))).toEqual([1, 2, 3]);
});
