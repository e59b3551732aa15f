import { Agent } from 'undici';

export type Variables = Readonly<Record<string, unknown>>;

export interface Asking {
  /** Answers with the data; throws unless there are no errors. */
  ask<T>(url: string, query: string, variables?: Variables, token?: string): Promise<T>;
  close(): Promise<void>;
}

/** A client of the gateway with so many connections. */
export function askShop(connections: number): Asking {
  const agent = new Agent({ connections, pipelining: 1 });
  return {
    async ask<T>(url: string, query: string, variables: Variables = {}, token?: string): Promise<T> {
      const { origin, pathname: path } = new URL(url);
      const { body } = await agent.request({
        origin,
        path,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify({ query, variables }),
      });
      const text = await body.text();
      const { data, errors } = JSON.parse(text);
      if (errors !== undefined || data == null) throw new Error(`The shop answered ${text.slice(0, 500)}`);
      return data;
    },
    close: () => agent.close(),
  };
}
