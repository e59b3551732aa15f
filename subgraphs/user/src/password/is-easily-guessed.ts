import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { normalisePassword } from './find-password-weakness.ts';

export const easilyGuessed = 'is one of the first that anybody would try';

/** Its time grows faster than the text: from about thirty characters on it would be felt by everybody. */
const PART = 20;
/** Of 0 to 4: below two, a million guesses are enough. */
const LEAST_SCORE = 2;

/** Knows 49,000 leaked passwords and what people make of them: endings, capitals, digits for letters, rows of keys. */
const estimator = new ZxcvbnFactory({
  dictionary: { passwords: dictionary['passwords-common'] },
  graphs: adjacencyGraphs,
});

/** Whether a million guesses would find it. Of a longer password both ends are looked at; one that is good is enough. */
export function isEasilyGuessed(password: string): boolean {
  const text = normalisePassword(password);
  if (text === undefined) return false;
  const characters = [...text];
  const ends = characters.length <= PART ? [characters] : [characters.slice(0, PART), characters.slice(-PART)];
  return ends.every((end) => estimator.check(end.join('')).score < LEAST_SCORE);
}
