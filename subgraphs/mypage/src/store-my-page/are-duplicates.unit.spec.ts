import { MongoBulkWriteError } from 'mongodb';
import { expect, test } from 'vitest';
import { areDuplicates, DUPLICATE_KEY } from './are-duplicates.ts';

/** What the driver throws when documents with these codes were not inserted. */
function failed(codes: readonly number[], writeConcernError?: Error): unknown {
  const facts = {
    code: codes[0],
    writeErrors: codes.map((code) => ({ code })),
    result: { getWriteConcernError: () => writeConcernError },
  };
  return Object.assign(Object.create(MongoBulkWriteError.prototype), facts);
}

test.each([
  ['all that failed is there already', failed([DUPLICATE_KEY, DUPLICATE_KEY]), true],
  ['one beside it failed for another reason', failed([DUPLICATE_KEY, 189]), false],
  ['what was inserted may not be kept', failed([DUPLICATE_KEY], new Error('timed out')), false],
  ['nothing says why', failed([]), false],
  ['it is another error', new Error('away'), false],
])('%s', (_, error, expected) => {
  expect(areDuplicates(error)).toBe(expected);
});
