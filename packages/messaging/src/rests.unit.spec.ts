import { othersFirst } from '@rushgraph/concurrency';
import { expect, test } from 'vitest';
import { createRests } from './rests.ts';

/** Longer than any test. */
const FOR_EVER = 3_600_000;
const gathering = { busyPerSecond: 1_000_000, pauseMs: FOR_EVER, enough: 1 };

async function isOver(rest: Promise<void>): Promise<boolean> {
  let over = false;
  void rest.then(() => {
    over = true;
  });
  for (let turn = 0; turn < 5; turn++) await othersFirst();
  return over;
}

test('nobody listens: the next fetch waits until somebody does', async () => {
  let isAnyWanted = false;
  const rests = createRests({ gathering, isAnyWanted: () => isAnyWanted, unheardMs: FOR_EVER });
  const rest = rests.after(1);
  expect(await isOver(rest)).toBe(false);
  isAnyWanted = true;
  rests.end();
  await rest;
});

test('somebody begins to listen before the rest has begun: there is none', async () => {
  let isAnyWanted = false;
  const rests = createRests({ gathering, isAnyWanted: () => isAnyWanted, unheardMs: FOR_EVER });
  const rest = rests.after(1);
  isAnyWanted = true;
  rests.end();
  await rest;
});

test('nobody listens: the next fetch comes after a while all the same', async () => {
  await createRests({ gathering, isAnyWanted: () => false, unheardMs: 1 }).after(1);
});

test('somebody listens, and little comes: there is no rest', async () => {
  expect(await isOver(createRests({ gathering, isAnyWanted: () => true, unheardMs: FOR_EVER }).after(1))).toBe(true);
});

test('the parts of a fetch rest once, and the next fetch anew', async () => {
  const rests = createRests({ gathering, isAnyWanted: () => false, unheardMs: 1 });
  const first = rests.after(1);
  expect(rests.after(2)).toBe(first);
  await first;
  expect(rests.after(1)).not.toBe(first);
});
