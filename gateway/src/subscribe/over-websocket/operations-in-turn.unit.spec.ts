import { expect, test } from 'vitest';
import { operationsInTurn } from './operations-in-turn.ts';

const subscribe = (id: string, what: string) => JSON.stringify({ type: 'subscribe', id, payload: what });
const complete = (id: string) => JSON.stringify({ type: 'complete', id });

/** A library that has finished an operation when the test says so. */
function library() {
  const taken: string[] = [];
  let refused = 0;
  const finishers: (() => void)[] = [];
  const inTurn = operationsInTurn(
    (text) => {
      taken.push(text);
      return text.includes('subscribe') ? new Promise((resolve) => finishers.push(resolve)) : Promise.resolve();
    },
    () => {
      refused += 1;
    },
  );
  return {
    taken,
    refused: () => refused,
    say: (...texts: readonly string[]) => texts.forEach((text) => void inTurn.take(text)),
    async finish() {
      finishers.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    },
    close: inTurn.close,
  };
}

test('an operation waits for the one that had its name, and no other waits', async () => {
  const { say, taken, finish } = library();
  say(subscribe('a', 'first'), complete('a'), subscribe('a', 'second'), subscribe('b', 'other'));
  expect(taken).toEqual([subscribe('a', 'first'), complete('a'), subscribe('b', 'other')]);
  await finish();
  expect(taken.at(-1)).toBe(subscribe('a', 'second'));
});

test('one that is completed before its turn is not begun', async () => {
  const { say, taken, finish } = library();
  say(subscribe('a', 'first'), complete('a'), subscribe('a', 'second'), complete('a'), subscribe('a', 'third'));
  await finish();
  expect(taken).toEqual([subscribe('a', 'first'), complete('a'), subscribe('a', 'third')]);
});

test('a name that two want is refused, and one that is in use is the library’s to refuse', () => {
  const { say, taken, refused } = library();
  say(subscribe('a', 'first'), subscribe('a', 'again'));
  expect(taken).toHaveLength(2);
  say(complete('a'), subscribe('a', 'second'), subscribe('a', 'third'));
  expect([taken.length, refused()]).toEqual([3, 1]);
});

test('nothing is begun after the end, and what is no message of an operation is passed on', async () => {
  const { say, taken, finish, close } = library();
  say(subscribe('a', 'first'), complete('a'), subscribe('a', 'second'));
  close();
  await finish();
  say('{', '7', '{"type":"ping"}');
  expect(taken).toEqual([subscribe('a', 'first'), complete('a'), '{', '7', '{"type":"ping"}']);
});

test('nothing of a message is passed on but what messages have', () => {
  const { say, taken } = library();
  say(JSON.stringify({ type: 'subscribe', junk: [{}], id: 'a', payload: 'first' }), subscribe('b', 'second'));
  expect(taken).toEqual([subscribe('a', 'first'), subscribe('b', 'second')]);
});
