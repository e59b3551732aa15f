import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';

const BODY = JSON.stringify({
  query: '{ me { name orders(first: 5) { nodes { lines { item { name price { amount } } quantity } } } } }',
});

export interface Customers {
  /** How long each waited who has come since this was last asked, in milliseconds; waits for those who are there. */
  times(): Promise<readonly number[]>;
  stop(): Promise<void>;
}

/** Customers who come at a steady rate, however long the others wait, and ask three subgraphs for their orders. */
export function startCustomers(url: string, tokens: readonly string[], perSecond: number): Customers {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections: 64 });
  const underWay = new Set<Promise<void>>();
  const failures: string[] = [];
  let times: number[] = [];
  let isStopped = false;

  async function ask(token: string | undefined, due: number): Promise<void> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const { statusCode, body } = await pool.request({ path: pathname, method: 'POST', headers, body: BODY });
    const text = await body.text();
    if (statusCode !== 200 || text.includes('"errors"')) failures.push(`${statusCode} ${text.slice(0, 200)}`);
    times.push(performance.now() - due);
  }

  async function come(): Promise<void> {
    const begun = performance.now();
    for (let n = 0; !isStopped; n++) {
      const due = begun + (n * 1_000) / perSecond;
      await pause(Math.max(0, due - performance.now()));
      const asking = ask(tokens[n % tokens.length], due).catch((error: unknown) => void failures.push(String(error)));
      underWay.add(asking);
      void asking.finally(() => underWay.delete(asking));
    }
  }

  const coming = come();
  return {
    async times() {
      await Promise.all(underWay);
      const since = times;
      times = [];
      if (failures.length > 0) throw new Error(`A customer was not served: ${failures[0]}`);
      return since;
    },
    async stop() {
      isStopped = true;
      await coming;
      await Promise.all(underWay);
      await pool.close();
    },
  };
}
