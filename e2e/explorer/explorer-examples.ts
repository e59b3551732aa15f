import { examples, fillExample } from '@rushgraph/gateway/explorer-examples';
import { eventually, must, openEventStream, type Person, type TestSystem } from '@rushgraph/testkit';
import { beforeAll, expect, test } from 'vitest';
import { orderOf } from '../shop/orders.ts';

/** What an object has that tells of a refusal. */
const PROBLEM = /"code":"[A-Z_]+"|"fields":\[/;

/** Every operation that the explorer has ready. */
export function explorerExamples(shop: () => TestSystem): void {
  let customer: Person;
  let administrator: Person;
  let count = 0;

  beforeAll(async () => {
    const { given } = shop();
    customer = await given.customer();
    administrator = await given.admin();
    const item = await given.item({ stock: 100 });
    await given.campaign({ mode: 'DIRECT' });
    await given.campaign({ mode: 'QUEUED' });
    // One to look at, one to cancel.
    for (const key of ['first', 'second']) await orderOf(customer, [{ itemId: item.id, quantity: 1 }], key);
  });

  const askers = {
    anybody: () => shop().graph,
    customer: () => customer.graph,
    administrator: () => administrator.graph,
  };

  test.each(examples)('"$title" works as it stands in the menu', async (example) => {
    const graph = askers[example.as]();
    const { query, variables, missing } = await fillExample(example, {
      ask: (question) => must(graph(question)),
      unique: () => `unique${process.pid}n${count++}`,
    });
    expect(missing).toEqual([]);
    const body = { query, variables: JSON.parse(variables) };
    const isFollowed = /^subscription/m.test(query);
    const run = () => (isFollowed ? firstAnswer(shop().url, customer, body) : must(graph(body.query, body.variables)));
    // My page follows the events; everything else is there at once.
    const data = await eventually(async () => {
      const answered = await run();
      if (query.includes('myPage')) expect(answered).toMatchObject({ myPage: { name: expect.any(String) } });
      return answered;
    });
    expect(Object.keys(data)).toHaveLength(1);
    expect(JSON.stringify(data)).not.toMatch(PROBLEM);
    expect(Object.values(data)).not.toContain(null);
  });
}

async function firstAnswer(url: string, { token }: Person, body: object): Promise<Readonly<Record<string, unknown>>> {
  const headers = { authorization: `Bearer ${token}` };
  const stream = await openEventStream(`${url}/graphql`, { body, headers });
  const answer = await stream.next();
  stream.leave();
  if (typeof answer === 'string' || answer.data == null)
    throw new Error(`The first answer is ${JSON.stringify(answer)}`);
  return answer.data;
}
