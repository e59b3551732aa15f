/** A start that failed for a reason we know, told in one sentence by the part that failed. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
}

/** Does a step of the start; when it fails, the sentence says what was tried and, from the driver, why. */
export async function startStep<T>(sentence: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new StartFailure(`${sentence} (${reasonOf(error)})`, { cause: error });
  }
}

/** One sentence about why a start failed. */
export function explainStartFailure(error: unknown): string {
  if (error instanceof StartFailure) return `${error.message}.`;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    const port = 'port' in error ? error.port : '';
    return `port ${port} is in use by another program; stop it or set PORT to a free one.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message || error.name : String(error);
}
