import { MongoBulkWriteError } from 'mongodb';

/** What MongoDB says of a document whose id is there already. */
export const DUPLICATE_KEY = 11_000;

/**
 * Whether all documents of one command that were not inserted are there already. The code of the error is that of the first
 * of them: beside it, others may have failed for another reason, or all of them may not be kept.
 */
export function areDuplicates(error: unknown): boolean {
  if (!(error instanceof MongoBulkWriteError)) return false;
  const refused = [error.writeErrors].flat();
  const isKept = error.result.getWriteConcernError() === undefined;
  return refused.length > 0 && refused.every(({ code }) => code === DUPLICATE_KEY) && isKept;
}
