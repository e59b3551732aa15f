import { setFlagsFromString } from 'node:v8';
import { expect, it } from 'vitest';
import { restoreStringMethods } from './restore-string-methods.ts';

setFlagsFromString('--allow-natives-syntax');
const areInlined: () => boolean = new Function('return %HasFastProperties(String.prototype)') as () => boolean;

it('makes the methods of strings quick again after a subclass of String was declared', () => {
  class Labelled extends String {}
  expect([new Labelled('x').length, areInlined()]).toEqual([1, false]);
  restoreStringMethods();
  expect(areInlined()).toBe(true);
});
