import { Pool } from 'undici';
import { evenly } from '../harness/evenly.ts';
import { answerAsked } from '../harness/helper-process.ts';
import type { Visit } from './customers.ts';

const BODY = JSON.stringify({
  query: '{ me { name orders(first: 5) { nodes { lines { item { name price { amount } } quantity } } } } }',
});

answerAsked(async ({ url, tokens, perSecond }: Visit) => {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections: 64 });
  let leave: (() => Promise<readonly number[]>) | undefined;

  async function ask(token: string | undefined): Promise<void> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const { statusCode, body } = await pool.request({ path: pathname, method: 'POST', headers, body: BODY });
    const text = await body.text();
    if (statusCode !== 200 || text.includes('"errors"'))
      throw new Error(`A customer was not served: ${statusCode} ${text.slice(0, 200)}`);
  }

  /** However long others wait, the next one comes when it is due. */
  function come(): () => Promise<readonly number[]> {
    const times: number[] = [];
    let isOver = false;
    const visit = async (n: number, due: number) => {
      await ask(tokens[n % tokens.length]);
      times.push(performance.now() - due);
    };
    const coming = evenly(perSecond, Number.POSITIVE_INFINITY, visit, () => isOver);
    return async () => {
      isOver = true;
      await coming;
      return times;
    };
  }

  return async (question: 'come' | 'leave') => {
    if (question === 'come') {
      leave = come();
      return [];
    }
    return (await leave?.()) ?? [];
  };
});
