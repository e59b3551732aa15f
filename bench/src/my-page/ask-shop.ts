import { type CallerPool, callerPool } from '../harness/caller-pool.ts';

export type Variables = Readonly<Record<string, unknown>>;

export interface Asking {
  /** Answers with the data; throws unless there are no errors. */
  ask<T>(url: string, query: string, variables?: Variables, token?: string): Promise<T>;
  close(): void;
}

/** A client of the gateway with so many connections, which costs little: it shares the processors with the shop. */
export function askShop(connections: number): Asking {
  const pools = new Map<string, CallerPool>();

  function poolOf(url: string): CallerPool {
    const pool = pools.get(url) ?? callerPool(url, connections);
    pools.set(url, pool);
    return pool;
  }

  return {
    async ask<T>(url: string, query: string, variables: Variables = {}, token?: string): Promise<T> {
      const { text } = await poolOf(url).post(JSON.stringify({ query, variables }), token);
      const { data, errors } = JSON.parse(text);
      if (errors !== undefined || data == null) throw new Error(`The shop answered ${text.slice(0, 500)}`);
      return data;
    },
    close() {
      for (const pool of pools.values()) pool.close();
    },
  };
}
