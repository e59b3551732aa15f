import { request } from 'undici';
import type { z } from 'zod';

export interface GraphClient {
  /** Runs an operation and checks the shape of its data; an error of the graph ends the work with its message. */
  execute<T>(schema: z.ZodType<T>, query: string, variables?: Record<string, unknown>, token?: string): Promise<T>;
}

/** A client for the public graph at `url`, as any frontend would use it. */
export function createGraphClient(url: string): GraphClient {
  return {
    async execute(schema, query, variables = {}, token) {
      const { body, statusCode } = await request(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify({ query, variables }),
      });
      const answer = (await body.json()) as { data?: unknown; errors?: { message: string }[] };
      if (answer.errors !== undefined && answer.errors.length > 0) {
        throw new Error(`The shop answered ${statusCode}: ${answer.errors.map(({ message }) => message).join('; ')}`);
      }
      return schema.parse(answer.data);
    },
  };
}
