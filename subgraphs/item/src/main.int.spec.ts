import { adminViewer, signed, startSystem, testViewerKey } from '@rushgraph/testkit';
import { expect, it } from 'vitest';

const REGISTER = `mutation ($input: RegisterItemInput!) {
  registerItem(input: $input) { __typename ... on RegisterItemSuccess { item { name price { amount currency } } } }
}`;

async function register(url: string, currency: string): Promise<{ status: number; answer: string }> {
  const input = { name: 'Lamp', price: { amount: 700, currency }, stock: 3 };
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...signed(adminViewer(), 'item') },
    body: JSON.stringify({ query: REGISTER, variables: { input } }),
  });
  return { status: response.status, answer: await response.text() };
}

it.each([
  ['api', ['mysql', 'redis'], 200],
  ['worker', ['mysql', 'orders', 'redis'], 404],
  ['api,worker', ['mysql', 'orders', 'redis'], 200],
])('runs as %s, says what it depends on, and stops in order', async (ROLES, dependencies, status) => {
  const env = { ROLES, VIEWER_KEY: testViewerKey.toString('base64'), SHOP_CURRENCY: 'EUR' };
  const system = await startSystem({ only: ['item'], env: { item: env } });
  try {
    const item = system.process('item');
    const ready = await (await fetch(`${item.operationsUrl}/health/ready`)).json();
    expect([ready.status, Object.keys(ready.dependencies).sort()]).toEqual(['ready', dependencies]);
    const registered = await register(item.url, 'EUR');
    expect(registered.status).toBe(status);
    if (status === 200) {
      expect(registered.answer).toContain('"RegisterItemSuccess"');
      expect((await register(item.url, 'KRW')).answer).toContain('"InvalidInputProblem"');
    }
    expect(await item.kill('SIGTERM')).toBe(0);
  } finally {
    await system.stop();
  }
});
