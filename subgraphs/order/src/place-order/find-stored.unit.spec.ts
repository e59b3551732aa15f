import { deriveId, type OrderId } from '@rushgraph/contracts';
import { manualTime, silentLogger } from '@rushgraph/testkit';
import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { createFindStored } from './find-stored.ts';

const ids = [deriveId<OrderId>('order', 'a')];

/** A MySQL that answers as `answer` says, and how often it was asked. */
function setUp() {
  const time = manualTime();
  const state = { asked: 0, answer: async (): Promise<[]> => [] };
  const within = () => ({
    lists: () => Promise.reject(new Error('no lists are to be read')),
    rows() {
      state.asked++;
      return state.answer();
    },
    run: () => Promise.reject(new Error('nothing is to be written')),
  });
  const deps = { database: { within }, limitMs: 1, logger: silentLogger(), registry: new Registry(), time };
  return { state, time, find: createFindStored(deps) };
}

it('does not ask a MySQL that has not answered, until its time has come', async () => {
  const { state, find, time } = setUp();
  state.answer = () => Promise.reject(new Error('no answer'));
  for (let n = 0; n < 5; n++) expect((await find(ids)).size).toBe(0);
  expect(state.asked).toBe(2);
  await time.advance(2_001);
  state.answer = async () => [];
  for (let n = 0; n < 3; n++) await find(ids);
  expect(state.asked).toBe(5);
});

it('lets nobody wait for the one who asks again', async () => {
  const { state, find, time } = setUp();
  state.answer = () => Promise.reject(new Error('no answer'));
  for (let n = 0; n < 2; n++) await find(ids);
  await time.advance(2_001);
  const { promise, resolve } = Promise.withResolvers<[]>();
  state.answer = () => promise;
  const asking = find(ids);
  expect([(await find(ids)).size, state.asked]).toEqual([0, 3]);
  resolve([]);
  await asking;
});
