/** A subgraph answered, but not as one of ours answers. */
export class BadAnswer extends Error {
  override readonly name = 'BadAnswer';
  /** Whether another query would have been answered. */
  readonly isOfQuery: boolean;

  constructor(
    message: string,
    { isOfQuery = false, ...options }: ErrorOptions & { readonly isOfQuery?: boolean } = {},
  ) {
    super(message, options);
    this.isOfQuery = isOfQuery;
  }
}

export interface AnswerError {
  readonly message: string;
  readonly path?: (string | number)[];
  readonly extensions?: Record<string, unknown>;
}

export interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: AnswerError[];
  readonly extensions?: Record<string, unknown>;
}

/** Codes by which a subgraph refuses the gateway's own query: its schema is not the one the gateway plans for. */
const NOT_UNDERSTOOD: ReadonlySet<unknown> = new Set(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED']);

/** The GraphQL answer in a response. Throws BadAnswer when there is none, or one that blames the client for our query. */
export function readAnswer(statusCode: number, body: unknown): Answer {
  if (!isAnswer(body)) throw new BadAnswer(`HTTP ${statusCode} without a GraphQL answer`);
  if (statusCode === 401) throw new BadAnswer('HTTP 401: the subgraph does not accept our signature');
  const { data, errors } = body;
  const refusal = errors?.find(({ extensions }) => NOT_UNDERSTOOD.has(extensions?.code));
  if (data == null && refusal !== undefined)
    throw new BadAnswer(`the subgraph does not understand the query: ${refusal.message}`, { isOfQuery: true });
  return body;
}

/** By hand, since a gateway reads more of these than of anything else. */
function isAnswer(body: unknown): body is Answer {
  if (!isObject(body)) return false;
  const { data, errors, extensions } = body;
  if (data === undefined && errors === undefined) return false;
  if (data !== undefined && data !== null && !isObject(data)) return false;
  if (errors !== undefined && !(Array.isArray(errors) && errors.every(isError))) return false;
  return extensions === undefined || isObject(extensions);
}

function isError(error: unknown): error is AnswerError {
  if (!isObject(error) || typeof error.message !== 'string') return false;
  const { path, extensions } = error;
  if (path !== undefined && !(Array.isArray(path) && path.every(isKey))) return false;
  return extensions === undefined || isObject(extensions);
}

function isKey(key: unknown): key is string | number {
  return typeof key === 'string' || typeof key === 'number';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
