import { setImmediate } from 'node:timers/promises';
import { eventually, gate } from '@rushgraph/testkit';
import { expect, it } from 'vitest';
import { startTraffic } from './traffic.ts';

it('counts every answer and every failure, by what was asked', async () => {
  let asked = 0;
  const traffic = startTraffic([
    { name: 'read', run: async () => undefined },
    {
      name: 'wrote',
      run: async () => {
        asked++;
        if (asked > 3) throw new Error('no');
      },
    },
  ]);
  await eventually(() => expect(traffic.counts().failed).toBeGreaterThan(2));
  await traffic.stop();
  const { answered, failed, byActivity, reasons } = traffic.counts();
  expect(byActivity.wrote).toBe(3);
  expect(answered).toBe(3 + (byActivity.read ?? 0));
  expect(failed).toBe(asked - 3);
  expect(reasons).toEqual(['wrote: no']);
});

it('knows that nobody does a thing any more only when its last answer is there', async () => {
  const answer = gate();
  let begun = 0;
  const traffic = startTraffic([{ name: 'read', run: async () => undefined }]);
  traffic.begin({
    name: 'waited',
    run: async () => {
      begun++;
      await answer.passed;
    },
  });
  // All clients wait for their answers.
  await eventually(() => expect(begun).toBe(8));
  let hasEnded = false;
  const ending = traffic.end('waited').then(() => {
    hasEnded = true;
  });
  await setImmediate();
  expect(hasEnded).toBe(false);
  answer.open();
  await ending;
  expect([begun, traffic.counts().byActivity.waited]).toEqual([8, 8]);
  await traffic.stop();
});
