import { anonymous } from '@rushgraph/testkit';
import { expect, test } from 'vitest';
import { followUpstream } from './follow-upstream.ts';
import type { UpstreamClient } from './open-upstream.ts';

/** What each opening of the stream gives before it is lost; the last one is completed. */
function following(streams: readonly (readonly string[])[], changes: { readonly patienceMs?: number } = {}) {
  const waiting = [...streams];
  const heard: string[] = [];
  const limits: (readonly [alone: number, besideOthers: number])[] = [];
  let gaps = 0;
  const leaving = new AbortController();
  const client: UpstreamClient = {
    async open({ onAnswer, signal, ...request }) {
      limits.push([request.answerMs, request.answerMsBesideOthers]);
      signal.throwIfAborted();
      for (const answer of waiting.shift() ?? []) onAnswer(answer);
      if (waiting.length > 0) throw new Error('lost');
    },
    close: async () => undefined,
  };
  const ended = followUpstream({
    client,
    body: '{}',
    viewer: anonymous,
    traceparent: '',
    signal: leaving.signal,
    firstMs: 3_000,
    patienceMs: 60_000,
    random: () => 0,
    onAnswer: (json, isNews) => isNews && heard.push(json),
    onGap: () => {
      gaps += 1;
    },
    ...changes,
  });
  return { ended, heard, limits, gaps: () => gaps, leave: () => leaving.abort() };
}

test('after a gap the present state is told when it is another one', async () => {
  const { ended, heard, gaps } = following([['pending'], ['pending'], [], ['confirmed']]);
  expect(await ended).toBe('complete');
  expect([heard, gaps()]).toEqual([['pending', 'confirmed'], 2]);
});

test('within a stream every answer is told, also when it looks like the one before', async () => {
  const { ended, heard } = following([
    ['same', 'same'],
    ['same', 'other'],
  ]);
  await ended;
  expect(heard).toEqual(['same', 'same', 'other']);
});

test('a subgraph that stays away is given up', async () => {
  const { ended, heard } = following([['pending'], [], [], [], [], ['confirmed']], { patienceMs: 100 });
  expect([await ended, heard]).toEqual(['lost', ['pending']]);
});

test('who leaves during a gap waits for nothing', async () => {
  const { ended, leave } = following([['pending'], [], ['confirmed']]);
  leave();
  expect(await ended).toBe('left');
});

test('the first try is short where another instance has time to answer then; the first after an answer, too', async () => {
  const { ended, limits } = following([[], [], ['pending'], [], ['confirmed']]);
  await ended;
  expect(limits).toEqual([1_000, 3_000, 3_000, 1_000, 3_000].map((besideOthers) => [3_000, besideOthers]));
});
