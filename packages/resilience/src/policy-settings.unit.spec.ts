import { expect, it } from 'vitest';
import { LOOK_UP_SETTINGS, policySetting } from './index.ts';

const setting = policySetting(LOOK_UP_SETTINGS);
const problem = (text: string) => setting.safeParse(text).error?.issues.map(({ message }) => message);

it('is the defaults when nothing is set', () => {
  expect(setting.parse(undefined)).toEqual(LOOK_UP_SETTINGS);
});

it('changes what is named, and nothing else', () => {
  expect(setting.parse('failurePercent=40, tries=1')).toEqual({ ...LOOK_UP_SETTINGS, failurePercent: 40, tries: 1 });
});

it.each([
  ['tries=0', 'must have a whole number between 1 and 20 for tries'],
  ['tries=many', 'must have a whole number between 1 and 20 for tries'],
  ['tries', 'must have a whole number between 1 and 20 for tries'],
  ['toString=1', 'names what is no part of a policy: toString'],
  ['minimumCalls=11', 'must have minimumCalls of at most windowCalls'],
])('says in one sentence what is wrong with %s', (text, message) => {
  expect(problem(text)).toEqual([message]);
});
