import { eventually, faultRow, type Person, TimeoutError } from '@rushgraph/testkit';
import { beforeAll, expect } from 'vitest';
import { orderOf } from '../../shop/orders.ts';
import { useSystem } from '../../shop/use-system.ts';
import { breakerState, CLOSED, timesOpened } from './gateway-metrics.ts';
import { askOthers, askWhole, type Subgraph, subgraphs, type Whole, withoutPart } from './whole-shop.ts';

/** How long the gateway takes for a request at most. */
const DEADLINE_MS = 12_000;
/** So that a busy computer is not taken for a frozen one. */
const TRY_MS = 4_000;
/** As many calls as a breaker looks at. */
const CALLS = 10;
const OTHERS = 20;
/** Left to itself a breaker would stay open for longer than the row: it is the gateway's watch that brings it back. */
const policy = `tries=1,timeLimitMs=${TRY_MS},slowAfterMs=${TRY_MS},openMs=600000,trialCalls=2`;
/** A process that stands still for seconds keeps its place among the consumers. */
const patient = { KAFKA_SESSION_TIMEOUT_MS: '60000' };

const shop = useSystem({
  env: {
    gateway: {
      RATE_LIMITS: 'off',
      REQUEST_TIMEOUT_MS: String(DEADLINE_MS),
      ...Object.fromEntries(subgraphs.map((name) => [`${name.toUpperCase()}_POLICY`, policy])),
    },
    item: patient,
    order: patient,
    coupon: patient,
    mypage: patient,
  },
});
let customer: Person;
let itemId: string;
let whole: Whole;

beforeAll(async () => {
  customer = await shop().given.customer({ name: 'Ada' });
  itemId = (await shop().given.item()).id;
  await orderOf(customer, [{ itemId, quantity: 1 }], 'one');
  whole = await eventually(() => wholeAnswer({ isReadyMade: true }), { timeoutMs: 60_000 });
});

const gateway = () => shop().process('gateway');

async function wholeAnswer({ isReadyMade = false } = {}): Promise<Whole> {
  const { data, errors } = await inTime(askWhole(customer, itemId));
  if (data === null || errors !== undefined) throw new Error(JSON.stringify(errors));
  // From then on nobody is asked for a page but its own service.
  if (isReadyMade) expect(data.myPage).toEqual({ orderCount: 1, missing: [], composed: [] });
  return data;
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
  const asked = performance.now();
  const answered = await answer;
  if (performance.now() - asked > 2 * DEADLINE_MS)
    throw new TimeoutError('The gateway did not answer within its own deadline');
  return answered;
}

const manners = {
  'is killed': {
    strike: (name: Subgraph) => shop().process(name).kill('SIGKILL'),
    heal: (name: Subgraph) => shop().process(name).restart(),
  },
  'stands still': {
    strike: async (name: Subgraph) => process.kill(shop().process(name).pid, 'SIGSTOP'),
    heal: async (name: Subgraph) => process.kill(shop().process(name).pid, 'SIGCONT'),
  },
};

async function timesAllOpened(): Promise<Record<string, number>> {
  return Object.fromEntries(
    await Promise.all(subgraphs.map(async (name) => [name, await timesOpened(gateway(), name)] as const)),
  );
}

/** The gateway itself is ready, and says who is away. */
async function expectNamed(away: readonly Subgraph[]): Promise<void> {
  const response = await fetch(`${gateway().operationsUrl}/health/ready`);
  const { dependencies } = (await response.json()) as { dependencies: Record<string, { state: string }> };
  const down = subgraphs.filter((name) => dependencies[name]?.state === 'down');
  expect([response.status, down]).toEqual([200, away]);
}

async function expectPartMissing(name: Subgraph): Promise<void> {
  const answers = await Promise.all(Array.from({ length: CALLS }, (_, n) => inTime(askWhole(customer, itemId, n))));
  for (const { status, data, errors = [] } of answers) {
    expect([status, data]).toEqual([200, withoutPart(whole, name)]);
    expect(errors.length).toBeGreaterThan(0);
    for (const { extensions } of errors) {
      expect(extensions?.service).toBe(name);
      expect(['SUBGRAPH_TIMEOUT', 'SUBGRAPH_UNAVAILABLE']).toContain(extensions?.code);
    }
  }
}

async function expectOthersWhole(name: Subgraph): Promise<void> {
  const answers = await Promise.all(
    Array.from({ length: OTHERS }, (_, n) => inTime(askOthers(customer, itemId, name, n))),
  );
  expect(answers.filter(({ status, errors }) => status !== 200 || errors !== undefined)).toEqual([]);
}

for (const [manner, { strike, heal }] of Object.entries(manners)) {
  for (const name of subgraphs) {
    faultRow(
      `${name} ${manner}: its part is missing, typed and in time, nobody else's is, and it comes back`,
      async () => {
        const before = await timesAllOpened();
        await strike(name);
        try {
          await expectPartMissing(name);
          await expectOthersWhole(name);
          await eventually(() => expectNamed([name]));
          // Its breaker has opened, and no other.
          expect(await timesAllOpened()).toEqual({ ...before, [name]: (before[name] ?? 0) + 1 });
          const { errors } = await inTime(askWhole(customer, itemId));
          expect(new Set(errors?.map(({ extensions }) => extensions?.code))).toEqual(new Set(['SUBGRAPH_UNAVAILABLE']));
        } finally {
          await heal(name);
        }
        await eventually(async () => expect(await wholeAnswer()).toEqual(whole), { timeoutMs: 90_000 });
        await eventually(async () => {
          await wholeAnswer();
          expect(await breakerState(gateway(), name)).toBe(CLOSED);
        });
        await eventually(() => expectNamed([]));
      },
    );
  }
}
