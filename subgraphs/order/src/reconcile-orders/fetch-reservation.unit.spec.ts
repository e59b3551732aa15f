import { deriveId, type OrderId } from '@rushgraph/contracts';
import { MockAgent } from 'undici';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createFetchReservation } from './fetch-reservation.ts';

const orderId = deriveId<OrderId>('order', 'a');
const agents: MockAgent[] = [];
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: 0 });
});
afterEach(async () => {
  vi.useRealTimers();
  for (const agent of agents.splice(0)) await agent.close();
});

/** An item service that gives these answers, and after them none. */
function setUp(...statuses: number[]) {
  const agent = new MockAgent();
  agents.push(agent);
  agent.disableNetConnect();
  const service = agent.get('http://item');
  let asked = 0;
  for (const status of statuses) {
    service.intercept({ path: '/graphql', method: 'POST' }).reply(() => {
      asked++;
      return { statusCode: status, data: JSON.stringify({ data: { reservation: null } }) };
    });
  }
  const fetchReservation = createFetchReservation({
    client: agent,
    url: new URL('http://item/graphql'),
    viewerKey: Buffer.alloc(32, 1),
    timeoutMs: 1_000,
    now: () => new Date('2026-03-01T12:00:00.000Z'),
  });
  return { ask: async () => (await fetchReservation(orderId)).kind, asked: () => asked };
}

it('asks once more when the item service cannot say', async () => {
  const { ask, asked } = setUp(503, 200);
  expect([await ask(), asked()]).toEqual(['unknown', 2]);
});

it('says so when it cannot say a second time', async () => {
  const { ask, asked } = setUp(503, 503, 200);
  expect([await ask(), asked()]).toEqual(['unavailable', 2]);
});

it('stops asking a service that fails all the time', async () => {
  const { ask, asked } = setUp(...Array<number>(20).fill(503));
  const answers = [];
  for (let n = 0; n < 6; n++) answers.push(await ask());
  expect([new Set(answers), asked()]).toEqual([new Set(['unavailable']), 5]);
});

it('asks again after two seconds, and goes on when the service is back', async () => {
  const { ask, asked } = setUp(...Array<number>(5).fill(503), ...Array<number>(3).fill(200));
  for (let n = 0; n < 4; n++) await ask();
  expect(asked()).toBe(5);
  vi.setSystemTime(2_001);
  expect([await ask(), await ask(), await ask(), asked()]).toEqual(['unknown', 'unknown', 'unknown', 8]);
});
