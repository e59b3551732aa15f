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
  if (error instanceof Error && codeOf(error) === 'EADDRINUSE') {
    const port = 'port' in error ? error.port : '';
    return `port ${port} is in use by another program; stop it or set PORT to a free one.`;
  }
  const store = storeFailure(error);
  if (store !== undefined)
    return `a store cannot be reached (${store}); see that it runs and that its address is right.`;
  return `an unexpected fault, which the log shows in full (${reasonOf(error)}).`;
}

/** Whether the cause of a failed start is known well enough for its sentence to be all that anybody needs. */
export function isExplained(error: unknown): boolean {
  return error instanceof StartFailure || codeOf(error) === 'EADDRINUSE' || storeFailure(error) !== undefined;
}

const UNREACHABLE: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'ER_ACCESS_DENIED_ERROR',
  'ER_DBACCESS_DENIED_ERROR',
]);
/** Errors by which kafkajs, mongodb and ioredis say that they found no server. */
const NO_SERVER: ReadonlySet<string> = new Set([
  'KafkaJSConnectionError',
  'KafkaJSBrokerNotFound',
  'KafkaJSNumberOfRetriesExceeded',
  'MongoServerSelectionError',
  'MongoNetworkError',
  'MaxRetriesPerRequestError',
]);

/** The reason in the words of the driver, when the error or one behind it says that a server is out of reach. */
function storeFailure(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (UNREACHABLE.has(codeOf(error)) || NO_SERVER.has(error.name)) return reasonOf(error);
  if (error instanceof AggregateError) return error.errors.map(storeFailure).find((reason) => reason !== undefined);
  return storeFailure(error.cause);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(reasonOf).join('; ');
  if (!(error instanceof Error)) return String(error);
  // A message of many lines is a statement that a library repeats; why it failed is said by what it wraps.
  if (error.message.includes('\n') && error.cause instanceof Error) return reasonOf(error.cause);
  return error.message || error.name;
}
