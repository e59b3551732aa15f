/** Something took longer than it may. It says nothing about whether the result would have been right. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

/** Whether time alone was to blame: a time-out is the error itself or its cause, and so is each one of several errors. */
export function isTimeout(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(isTimeout);
  if (!(error instanceof Error)) return false;
  // `AbortSignal.timeout` has a class of its own and the same name.
  return error.name === 'TimeoutError' || isTimeout(error.cause);
}
