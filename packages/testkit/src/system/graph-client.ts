import type { GraphResult } from '../graph/execute-subgraph.ts';

export interface GraphCredentials {
  /** Access token. */
  readonly token?: string | undefined;
  readonly cookies?: Readonly<Record<string, string>> | undefined;
}

export interface GatewayResult<T> extends GraphResult<T> {
  /** The cookies given, with what the answer set or removed. */
  readonly cookies: Readonly<Record<string, string>>;
}

export type Graph = <T = Record<string, unknown>>(
  query: string,
  variables?: Readonly<Record<string, unknown>>,
  credentials?: GraphCredentials,
) => Promise<GatewayResult<T>>;

/** A client of the gateway at `url`, as a browser is one. */
export function createGraph(url: string): Graph {
  return async <T>(query: string, variables = {}, { token, cookies = {} }: GraphCredentials = {}) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(Object.keys(cookies).length > 0 && {
          cookie: Object.entries(cookies)
            .map(([name, value]) => `${name}=${value}`)
            .join('; '),
        }),
      },
      body: JSON.stringify({ query, variables }),
    });
    const body: Partial<Pick<GraphResult<T>, 'data' | 'errors'>> = JSON.parse(await response.text());
    return {
      data: body.data ?? null,
      errors: body.errors,
      status: response.status,
      cookies: afterwards(cookies, response.headers.getSetCookie()),
    };
  };
}

function afterwards(before: Readonly<Record<string, string>>, setCookies: readonly string[]): Record<string, string> {
  const jar = new Map(Object.entries(before));
  for (const line of setCookies) {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const separator = pair.indexOf('=');
    const name = pair.slice(0, separator);
    const value = pair.slice(separator + 1);
    const isRemoved =
      value === '' || attributes.some((attribute) => /^(max-age=0|expires=thu, 01 jan 1970)/i.test(attribute));
    if (isRemoved) jar.delete(name);
    else jar.set(name, value);
  }
  return Object.fromEntries(jar);
}
