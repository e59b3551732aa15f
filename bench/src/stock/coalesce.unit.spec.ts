import { expect, it } from 'vitest';
import { createCoalescer } from './coalesce.ts';

it('gathers what is asked while a batch is worked on, up to its size, and answers in order', async () => {
  const sizes: number[] = [];
  const ask = createCoalescer<number, number>({
    most: 3,
    work: async (questions) => {
      sizes.push(questions.length);
      return questions.map((question) => question * 10);
    },
  });
  const answers = await Promise.all([1, 2, 3, 4].map(ask));
  expect(answers).toEqual([10, 20, 30, 40]);
  expect(sizes).toEqual([3, 1]);
});

it('tells everyone of a batch that it failed, and goes on', async () => {
  let fails = true;
  const ask = createCoalescer<number, number>({
    most: 10,
    work: async (questions) => {
      if (fails) throw new Error('no');
      return questions;
    },
  });
  const [first, second] = await Promise.allSettled([ask(1), ask(2)]);
  expect([first?.status, second?.status]).toEqual(['rejected', 'rejected']);
  fails = false;
  expect(await ask(3)).toBe(3);
});
