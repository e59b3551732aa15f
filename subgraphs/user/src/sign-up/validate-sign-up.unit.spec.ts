import { validateInput } from '@rushgraph/service';
import { expect, it } from 'vitest';
import { signUpInput } from './validate-sign-up.ts';

const valid = { email: 'ann@shop.test', name: 'Ann', password: 'x7Kq-9sLm2' };

/** Paths of the wrong fields. */
function wrong(input: object): string[] {
  const checked = validateInput(signUpInput, { ...valid, ...input });
  return checked.ok ? [] : checked.problem.fields.map(({ path }) => path);
}

it('normalises the address and trims the name', () => {
  expect(validateInput(signUpInput, { ...valid, email: '  Ann@SHOP.Test ', name: ' Ann  B ' })).toEqual({
    ok: true,
    value: { ...valid, name: 'Ann  B' },
  });
});

const strange = [
  'ann@-shop.test',
  'ann@shop..test',
  'ann@ü/x.test',
  'ann@ü:80',
  'ann@ü@x',
  'ann@\ud800.test',
  'a@b,c@d.test',
];
it.each(['', 'ann', 'ann@', '@shop.test', 'ann shop@shop.test', 'änn@shop.test', 'ann@shop.test\u0000', ...strange])(
  'refuses the address %j',
  (email) => expect(wrong({ email })).toEqual(['email']),
);

it.each([
  ['user@example.xn--3e0b707e', 'user@example.xn--3e0b707e'],
  ['a&b@shop.test', 'a&b@shop.test'],
  ["O'Neil+x/y=z?@shop.test", "o'neil+x/y=z?@shop.test"],
  ['.ann.@shop.test', '.ann.@shop.test'],
  ['ann@localhost', 'ann@localhost'],
  ['ann@한국.kr', 'ann@xn--3e0b707e.kr'],
])('takes the address %s, as browsers do, as %s', (email, same) => {
  expect(validateInput(signUpInput, { ...valid, email })).toMatchObject({ ok: true, value: { email: same } });
});

it('takes addresses up to 254 characters', () => {
  const local = (length: number) => `${'a'.repeat(length - '@shop.test'.length)}@shop.test`;
  expect(wrong({ email: local(254) })).toEqual([]);
  expect(wrong({ email: local(255) })).toEqual(['email']);
});

it.each(['', '   ', 'a\u0000b', '\u200b', '\u202eevil', 'x'.repeat(101), '😀'.repeat(101)])(
  'refuses the name %j',
  (name) => expect(wrong({ name })).toEqual(['name']),
);

it.each(['x', '金', 'x'.repeat(100), '😀'.repeat(100), "O'Brien-Şahin"])('takes the name %s', (name) =>
  expect(wrong({ name })).toEqual([]),
);

it('names every wrong field at once', () => {
  expect(wrong({ email: 'x', name: '' })).toEqual(['email', 'name']);
});
