import { isDeepStrictEqual } from 'node:util';
import type { TestSystem } from '@rushgraph/testkit';
import { Pool } from 'undici';

export interface Load {
  /** Waits for what is under way. */
  stop(): Promise<{ readonly answered: number; readonly failed: readonly unknown[] }>;
}

const CALLERS = 16;
/** One operation of so many is one that nobody has asked before: it has no plan. */
const NEW_ONE_IN = 20;

/** Callers that ask the user and the item subgraph through the gateway without a pause, and compare every answer. */
export async function startLoad(system: TestSystem): Promise<Load> {
  const person = await system.given.customer();
  const { id, name, price, stock } = await system.given.item({ stock: 7 });
  const clients = new Pool(system.url, { connections: CALLERS });
  const authorization = `Bearer ${person.token}`;
  const failed: unknown[] = [];
  let asked = 0;
  let isOver = false;

  function next(): { readonly query: string; readonly data: object } {
    asked += 1;
    if (asked % NEW_ONE_IN === 0)
      return {
        query: `query ($id: ID!) { it_${asked}: item(id: $id) { name_${asked}: name } }`,
        data: { [`it_${asked}`]: { [`name_${asked}`]: name } },
      };
    if (asked % 2 === 0)
      return {
        query: 'query Look($id: ID!) { item(id: $id) { id name price { amount currency } stock } }',
        data: { item: { id, name, price, stock } },
      };
    return {
      query: 'query Both($id: ID!) { me { id email } item(id: $id) { name } }',
      data: { me: { id: person.id, email: person.email }, item: { name } },
    };
  }

  async function caller(): Promise<void> {
    while (!isOver) {
      const { query, data } = next();
      const answer = await ask(clients, authorization, { query, variables: { id } });
      if (!isDeepStrictEqual(answer, { data })) failed.push(answer);
    }
  }

  const callers = Promise.all(Array.from({ length: CALLERS }, caller));
  return {
    async stop() {
      isOver = true;
      await callers;
      await clients.close();
      return { answered: asked - failed.length, failed };
    },
  };
}

/** The answer, or what became of the request instead. */
async function ask(clients: Pool, authorization: string, body: object): Promise<unknown> {
  try {
    const answer = await clients.request({
      path: '/graphql',
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify(body),
    });
    return await answer.body.json();
  } catch (error) {
    return error;
  }
}
