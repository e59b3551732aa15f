import type { FastifyInstance } from 'fastify';

export interface AskedError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

interface Asked {
  readonly status: number;
  readonly data: unknown;
  readonly errors: readonly AskedError[] | undefined;
  readonly extensions: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** One query to a gateway that need not listen. */
export function ask(
  app: FastifyInstance,
  query: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Asked> {
  return post(app, { query }, headers);
}

/** One request to it, with whatever is to be in its body. */
export async function post(
  app: FastifyInstance,
  payload: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Asked> {
  const response = await app.inject({ method: 'POST', url: '/graphql', headers, payload });
  const { data, errors, extensions } = response.json<{ data?: unknown; errors?: AskedError[]; extensions?: unknown }>();
  return { status: response.statusCode, data, errors, extensions, headers: response.headers };
}

/** Code, path and service of each error. */
export function briefly(errors: readonly AskedError[] | undefined) {
  return errors?.map(({ path, extensions }) => ({ path, ...extensions }));
}
