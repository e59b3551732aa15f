import { expect, it } from 'vitest';
import { createPause, othersFirst } from './index.ts';

/** Longer than any test. */
const FOR_EVER = 3_600_000;

it('lasts its time, or until it is ended', async () => {
  const pause = createPause();
  await pause.take(1);
  const long = pause.take(FOR_EVER);
  pause.end();
  await long;
});

it('is a whole one, although an earlier one was ended, or none was there to be ended', async () => {
  const pause = createPause();
  pause.end();
  const ended = pause.take(FOR_EVER);
  pause.end();
  await ended;
  let isOver = false;
  const next = pause.take(FOR_EVER).then(() => {
    isOver = true;
  });
  for (let turn = 0; turn < 3; turn++) await othersFirst();
  expect(isOver).toBe(false);
  pause.end();
  await next;
});
