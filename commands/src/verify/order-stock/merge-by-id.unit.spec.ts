import { expect, it } from 'vitest';
import { mergeById } from './merge-by-id.ts';

async function* stream(ids: string) {
  for (const id of ids) yield { id };
}

async function merged(left: string, right: string): Promise<string[]> {
  const pairs: string[] = [];
  for await (const [one, other] of mergeById(stream(left), stream(right)))
    pairs.push(`${one?.id ?? '-'}${other?.id ?? '-'}`);
  return pairs;
}

it('pairs what is on both sides and keeps what is alone', async () => {
  expect(await merged('abd', 'bcde')).toEqual(['a-', 'bb', '-c', 'dd', '-e']);
});

it('goes on when one side is over, or empty', async () => {
  expect(await merged('abc', 'a')).toEqual(['aa', 'b-', 'c-']);
  expect(await merged('', 'ab')).toEqual(['-a', '-b']);
  expect(await merged('', '')).toEqual([]);
});
