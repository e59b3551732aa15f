import { expect, it } from 'vitest';
import { callersTimeLeftMs, createBatcher, forCaller, forNobody, nextTurn, refuseIfGone } from './index.ts';

const waits = (milliseconds: number) => ({ leftMs: () => milliseconds });

it('is known to all that is begun for a caller, and to nothing else', async () => {
  const inside = forCaller(waits(300), async () => {
    await null;
    return [callersTimeLeftMs(), forNobody(() => callersTimeLeftMs())];
  });
  expect([callersTimeLeftMs(), await inside]).toEqual([undefined, [300, undefined]]);
});

it('lets nothing begin once it is over', () => {
  expect(() => forCaller(waits(0), refuseIfGone)).toThrow('Nobody waits for the answer any more');
  forCaller(waits(1), refuseIfGone);
  refuseIfGone();
});

it('of whoever comes first does not bound a batch, which is for all in it', async () => {
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  const batcher = createBatcher<string>({
    work: async () => resolve(callersTimeLeftMs()),
    fitting: (waiting) => waiting.length,
    fullAt: 10,
    company: nextTurn,
  });
  forCaller(waits(5), () => batcher.add(['a']));
  forCaller(waits(9), () => batcher.add(['b']));
  expect(await promise).toBeUndefined();
});
