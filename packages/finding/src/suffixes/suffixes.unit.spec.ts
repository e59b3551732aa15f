import { expect, it } from 'vitest';
import { samplesOf, suffixRange } from './suffixes.ts';

it.each([
  ['a', ['a']],
  ['backpack', ['backpack']],
  ['backpacks', ['backpack', 'ackpacks']],
  ['red backpack', ['red back', 'd backpa', 'backpack']],
  ['무선 기계식 키보드 팔십칠', ['무선 기계식 키', '기계식 키보드 ', ' 키보드 팔십칠']],
  ['🙂'.repeat(9), ['🙂'.repeat(8)]],
])('looks for %s by %j', (search, samples) => {
  expect(samplesOf(search)).toEqual(samples);
});

it.each(['a', 'é', '각', '🙂', '\u{10ffff}'])(
  'covers with the range of %s all that begins with it, and no more',
  (part) => {
    const [from, to] = suffixRange(part);
    const isIn = (text: string) =>
      Buffer.compare(Buffer.from(text), from) >= 0 && Buffer.compare(Buffer.from(text), to) < 0;
    expect([part, `${part}a`, `${part}\u{10ffff}`].map(isIn)).toEqual([true, true, true]);
    expect(['', 'Z', `a${part}`].map(isIn)).toEqual([false, false, part === 'a']);
  },
);
