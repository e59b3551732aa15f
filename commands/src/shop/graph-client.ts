import { request } from 'undici';
import { z } from 'zod';

export interface GraphClient {
  /** Runs an operation and checks the shape of its data; an error of the graph ends the work with its message. */
  execute<T>(schema: z.ZodType<T>, query: string, variables?: Record<string, unknown>, token?: string): Promise<T>;
}

const ANSWER_LIMIT_MS = 30_000;
const answerSchema = z.object({
  data: z.unknown(),
  errors: z.array(z.object({ message: z.string() })).optional(),
});

/** A client for the public graph at `url`, as any frontend would use it. */
export function createGraphClient(url: string): GraphClient {
  async function ask(body: object, token: string | undefined) {
    try {
      const answer = await request(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify(body),
        headersTimeout: ANSWER_LIMIT_MS,
        bodyTimeout: ANSWER_LIMIT_MS,
      });
      return { status: answer.statusCode, ...answerSchema.parse(await answer.body.json()) };
    } catch (error) {
      throw new Error(`the shop at ${url} does not answer (${reasonOf(error)})`, { cause: error });
    }
  }

  return {
    async execute(schema, query, variables = {}, token) {
      const { status, data, errors = [] } = await ask({ query, variables }, token);
      if (errors.length > 0)
        throw new Error(`the shop answered ${status}: ${errors.map(({ message }) => message).join('; ')}`);
      return schema.parse(data);
    },
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError || error instanceof SyntaxError) return 'it is no GraphQL endpoint';
  return error instanceof Error ? error.message : String(error);
}
