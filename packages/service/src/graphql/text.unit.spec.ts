import { expect, it } from 'vitest';
import { humanText } from './text.ts';

const name = humanText(3);

it.each([
  ['  abc ', 'abc'],
  ['😀😀😀', '😀😀😀'],
  ['한국어', '한국어'],
  // A family is one picture to people and three characters here, joined by what cannot be seen.
  ['👩\u200d👧', '👩\u200d👧'],
  ['☝🏽', '☝🏽'],
  ['☎\ufe0f', '☎\ufe0f'],
  ['می\u200c', 'می\u200c'],
  ['1', '1'],
  ['!', '!'],
])('takes %j as %j', (text, same) => expect(name.parse(text)).toBe(same));

it.each([
  ['', 'must not be empty'],
  [' \u3000 ', 'must not be empty'],
  ['abcd', 'must have at most 3 characters'],
  ['a\u0000b', 'must not hold control characters'],
  ['a\nb', 'must not hold control characters'],
  ['a\u2028b', 'must not hold control characters'],
  ['a\uffff', 'must not hold control characters'],
  ['\ud800', 'must not hold half characters'],
  ['a\udc00', 'must not hold half characters'],
  ['a\u202eb', 'must not hold characters that direct the order of the others'],
  ['a\u2066', 'must not hold characters that direct the order of the others'],
  ['a\u200f', 'must not hold characters that direct the order of the others'],
  ['a\u061c', 'must not hold characters that direct the order of the others'],
  ['\u200b', 'must hold a character that can be seen'],
  ['\u3164', 'must hold a character that can be seen'],
  ['\u2800', 'must hold a character that can be seen'],
  ['\u{1d159}', 'must hold a character that can be seen'],
  ['\u00ad\u2060', 'must hold a character that can be seen'],
  ['\u115f\u1160', 'must hold a character that can be seen'],
  ['\u0301', 'must hold a character that can be seen'],
  ['\u{e0041}', 'must hold a character that can be seen'],
])('refuses %j: it %s', (text, message) => {
  expect(name.safeParse(text).error?.issues.map((issue) => issue.message)).toEqual([message]);
});

it('looks at the length before anything else', () => {
  const issues = name.safeParse(`\ud800${' '.repeat(1_000_000)}`).error?.issues;
  expect(issues?.map((issue) => issue.message)).toEqual(['must have at most 3 characters']);
});
