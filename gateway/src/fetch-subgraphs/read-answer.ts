import { z } from 'zod';

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

const schema = z
  .object({
    data: z.record(z.string(), z.unknown()).nullable().exactOptional(),
    errors: z
      .array(
        z.looseObject({
          message: z.string(),
          path: z.array(z.union([z.string(), z.number()])).exactOptional(),
          extensions: z.looseObject({}).exactOptional(),
        }),
      )
      .exactOptional(),
    extensions: z.record(z.string(), z.unknown()).exactOptional(),
  })
  .refine(({ data, errors }) => data !== undefined || errors !== undefined);

export type Answer = z.infer<typeof schema>;

/** Codes by which a subgraph refuses the gateway's own query: its schema is not the one the gateway plans for. */
const NOT_UNDERSTOOD: ReadonlySet<unknown> = new Set(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED']);

/** The GraphQL answer in a response. Throws BadAnswer when there is none, or one that blames the client for our query. */
export function readAnswer(statusCode: number, body: unknown): Answer {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new BadAnswer(`HTTP ${statusCode} without a GraphQL answer`);
  if (statusCode === 401) throw new BadAnswer('HTTP 401: the subgraph does not accept our signature');
  const { data, errors } = parsed.data;
  const refusal = errors?.find(({ extensions }) => NOT_UNDERSTOOD.has(extensions?.code));
  if (data == null && refusal !== undefined)
    throw new BadAnswer(`the subgraph does not understand the query: ${refusal.message}`, { isOfQuery: true });
  return parsed.data;
}
