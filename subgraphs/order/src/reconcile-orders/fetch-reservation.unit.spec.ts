import { deriveId, type OrderId } from '@rushgraph/contracts';
import { createPolicy, LOOK_UP_SETTINGS, pickFrom } from '@rushgraph/resilience';
import { manualTime, silentLogger } from '@rushgraph/testkit';
import { Registry } from 'prom-client';
import { MockAgent } from 'undici';
import { afterEach, expect, it } from 'vitest';
import { createFetchReservation } from './fetch-reservation.ts';

const orderId = deriveId<OrderId>('order', 'a');
const agents: MockAgent[] = [];
afterEach(async () => {
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
  const time = manualTime();
  const fetchReservation = createFetchReservation({
    client: agent,
    policy: createPolicy({
      name: 'item',
      instances: pickFrom([{ id: 'item', url: new URL('http://item/graphql') }]),
      settings: LOOK_UP_SETTINGS,
      logger: silentLogger(),
      registry: new Registry(),
      random: () => 0.5,
      time,
    }),
    viewerKey: Buffer.alloc(32, 1),
    limitMs: 8_000,
    now: () => new Date('2026-03-01T12:00:00.000Z'),
  });
  /** Asks, and lets time go on until there is an answer. */
  async function ask(): Promise<string> {
    let kind: string | undefined;
    const asking = fetchReservation(orderId).then((reservation) => {
      kind = reservation.kind;
    });
    while (kind === undefined) await time.advance(10);
    await asking;
    return kind;
  }
  return { ask, asked: () => asked, time };
}

it('asks up to three times more when the item service cannot say', async () => {
  const { ask, asked } = setUp(503, 503, 503, 200);
  expect([await ask(), asked()]).toEqual(['unknown', 4]);
});

it('says so when it cannot say a fourth time', async () => {
  const { ask, asked } = setUp(503, 503, 503, 503, 200);
  expect([await ask(), asked()]).toEqual(['unavailable', 4]);
});

it('stops asking a service of which three in ten calls fail, and asks again after ten seconds', async () => {
  const { ask, asked, time } = setUp(...Array<number>(10).fill(503), ...Array<number>(6).fill(200));
  const answers = [];
  for (let n = 0; n < 4; n++) answers.push(await ask());
  expect([new Set(answers), asked()]).toEqual([new Set(['unavailable']), 10]);
  await time.advance(10_000);
  for (let n = 0; n < 6; n++) answers.push(await ask());
  expect([answers.slice(4), asked()]).toEqual([Array(6).fill('unknown'), 16]);
});
