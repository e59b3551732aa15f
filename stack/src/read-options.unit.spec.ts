import { expect, it } from 'vitest';
import { readOptions, UsageError } from './read-options.ts';

const options = { item: { type: 'string', short: 'i' }, check: { type: 'boolean' } } as const;

it('reads options and arguments', () => {
  const given = readOptions(['set', '--item=-1', '--check', 'lock'], options, { positionals: true });
  expect(given).toEqual({ values: { item: '-1', check: true }, positionals: ['set', 'lock'] });
});

it.each([
  [['--sing'], 'Unknown option "--sing"; --help lists the options.'],
  [['-x'], 'Unknown option "-x"; --help lists the options.'],
  [['--constructor'], 'Unknown option "--constructor"; --help lists the options.'],
  [['--item'], 'Option "--item" needs a value.'],
  [['-i', '--check'], 'Option "-i" needs a value.'],
  [['--check=yes'], 'Option "--check" takes no value.'],
  [['lock'], 'Unexpected argument "lock"; --help tells what the command takes.'],
])('answers %j with one sentence', (args, sentence) => {
  expect(() => readOptions(args, options)).toThrow(new UsageError(sentence));
});
