import { newId } from '@rushgraph/contracts';
import { createGraph, eventually, faultRow, type Person, shuffle, type TestProcess } from '@rushgraph/testkit';
import { beforeAll, expect } from 'vitest';
import { useSystem } from '../../shop/use-system.ts';
import { type Load, type Placing, startLoad, tryToPlace } from './clients-under-load.ts';

const KILLS = 10;
const LANES = 2;
/** Ten processes start meanwhile; the row's own limit is longer still. */
const PATIENCE = { timeoutMs: 240_000, everyMs: 100 };
/** Longer than that, so that it is told what has not come to be. */
const PREPARATION_MS = 300_000;
/** How long after a process is gone the gateway may still write to a connection whose end it has not read yet. */
const UNREAD_MS = 1_000;
const ANSWER_LIMIT_MS = 5_000;
/** So many queries and orders show that there was a load at all, however busy the computer is. */
const LEAST = 10;
const ORDER_URL = 'registry:order';
/** Any well-formed one: nobody decides these orders. */
const lines = [{ itemId: newId(new Date(), new Uint8Array(10)), quantity: 1 }];

const shop = useSystem({
  only: ['user', 'order', 'gateway'],
  env: {
    // So that a busy computer is not taken for one that stands still.
    gateway: { RATE_LIMITS: 'off', ORDER_URL, SUBGRAPH_TIMEOUT_MS: '20000', REQUEST_TIMEOUT_MS: '25000' },
    order: { ANNOUNCE_HOST: '127.0.0.1', ROLES: 'api' },
  },
});
let customer: Person;
const alive = new Set<TestProcess>();
beforeAll(async () => {
  alive.add(shop().process('order'));
  await Promise.all([join(), join()]);
  customer = await shop().given.customer({ name: 'Ada' });
}, PREPARATION_MS);

/** A moment at which calls that an instance had could be lost. */
interface Strike {
  readonly from: number;
  readonly to: number;
}

async function join(): Promise<TestProcess> {
  const instance = await shop().another('order');
  await instance.waitReady();
  // Whoever replaces instances waits for this, too: of those that the gateway knows, one at least must be there.
  await expectWatched(instance, 'up');
  alive.add(instance);
  return instance;
}

async function kill(instance: TestProcess): Promise<Strike> {
  const from = performance.now();
  alive.delete(instance);
  await instance.kill('SIGKILL');
  return { from, to: performance.now() + UNREAD_MS };
}

/** What the gateway's watch says of the instances that it knows. */
async function watched(): Promise<Readonly<Record<string, string>>> {
  const url = `${shop().process('gateway').operationsUrl}/health/ready`;
  const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
  const report = (await response.json()) as {
    dependencies: Record<string, { facts?: { instances?: Record<string, string> } }>;
  };
  return report.dependencies.order?.facts?.instances ?? {};
}

const expectWatched = (instance: TestProcess, state: string | undefined) =>
  eventually(async () => expect((await watched())[new URL(instance.url).host]).toBe(state), PATIENCE);

/** Stands still until the gateway has noticed, and while others are killed; then it goes on. */
async function standStill(instance: TestProcess, othersWereKilled: () => Promise<unknown>): Promise<Strike> {
  const from = performance.now();
  alive.delete(instance);
  process.kill(instance.pid, 'SIGSTOP');
  try {
    await expectWatched(instance, 'down');
    const to = performance.now() + UNREAD_MS;
    await othersWereKilled();
    return { from, to };
  } finally {
    process.kill(instance.pid, 'SIGCONT');
    await expectWatched(instance, 'up');
    alive.add(instance);
  }
}

faultRow(
  `${KILLS} instances join, ${KILLS} are killed and one stands still under load: no query fails, and no mutation but those that these had`,
  async (chance) => {
    const load = startLoad(customer, lines);
    const strikes: Strike[] = [];
    const killed = (count: number) => eventually(() => expect(strikes.length).toBeGreaterThanOrEqual(count), PATIENCE);

    async function replace(times: number): Promise<void> {
      for (let time = 0; time < times; time++) {
        const joined = await join();
        const [victim] = shuffle(
          chance,
          [...alive].filter((one) => one !== joined),
        );
        if (victim === undefined) throw new Error('Nobody is left to be killed');
        strikes.push(await kill(victim));
      }
    }

    try {
      const replacing = Array.from({ length: LANES }, () => replace(KILLS / LANES));
      await killed(2);
      const [still] = shuffle(chance, [...alive]);
      if (still === undefined) throw new Error('Nobody is left to stand still');
      const stood = standStill(still, () => killed(Math.min(strikes.length + 2, KILLS)));
      const [stop] = await Promise.all([stood, ...replacing]);
      strikes.push(stop);
    } finally {
      await load.stop();
    }
    expect(strikes).toHaveLength(KILLS + 1);
    expectOnlyStruck(load, strikes);
    await expectRepeatable(load);
  },
);

faultRow(
  'instances that are told to stop leave first: nothing fails, neither queries nor mutations',
  async (chance) => {
    const load = startLoad(customer, lines);
    try {
      const leaving = shuffle(chance, [...alive]).slice(0, 2);
      for (const instance of leaving) alive.delete(instance);
      expect(await Promise.all(leaving.map((instance) => instance.kill('SIGTERM')))).toEqual([0, 0]);
      for (const instance of leaving) await expectWatched(instance, undefined);
    } finally {
      await load.stop();
    }
    expectOnlyStruck(load, []);
  },
);

faultRow('control: without tries, breakers and the watch one that stands still fails queries', async () => {
  const off = 'tries=1,minimumCalls=10000,windowCalls=10000';
  await join();
  const gateway = await shop().another('gateway', {
    ORDER_POLICY: off,
    SUBGRAPH_WATCH_MS: '0',
    SUBGRAPH_TIMEOUT_MS: '2000',
  });
  await gateway.waitReady();
  const unguarded = createGraph(gateway.url);
  const ask = async () =>
    (await unguarded('{ me { orders { nodes { id } } } }', {}, customer)).errors?.[0]?.extensions?.code;
  const [still] = alive;
  if (still === undefined) throw new Error('There is no instance');
  process.kill(still.pid, 'SIGSTOP');
  try {
    const codes = await Promise.all(Array.from({ length: 100 }, ask));
    expect(new Set(codes)).toEqual(new Set([undefined, 'SUBGRAPH_TIMEOUT']));
  } finally {
    process.kill(still.pid, 'SIGCONT');
  }
});

function isFailure(placing: Placing): placing is Placing & { readonly outcome: { readonly code: unknown } } {
  return 'code' in placing.outcome;
}

/** No query has failed; mutations only, typed, where they were under way when an instance was struck. */
function expectOnlyStruck({ failedQueries, queries, placings }: Load, strikes: readonly Strike[]): void {
  expect(failedQueries).toEqual([]);
  expect(queries()).toBeGreaterThan(LEAST);
  const failed = placings.filter(isFailure);
  process.stdout.write(`${queries()} queries, ${placings.length} orders, of which ${failed.length} failed\n`);
  expect(placings.length - failed.length).toBeGreaterThan(LEAST);
  const elsewhere = failed.filter(({ begun, ended }) => !strikes.some(({ from, to }) => begun <= to && ended >= from));
  expect(elsewhere).toEqual([]);
  for (const { outcome } of failed) expect(['SUBGRAPH_UNAVAILABLE', 'SUBGRAPH_TIMEOUT']).toContain(outcome.code);
}

/** Every key is one order in the end, also those of which nobody knew what had become. */
async function expectRepeatable({ placings }: Load): Promise<void> {
  const ids = new Set<string>();
  for (const { key, outcome } of placings) {
    const isSure = 'orderId' in outcome;
    const again = isSure && ids.size % 10 > 0 ? { outcome } : await tryToPlace(customer, lines, key);
    if (!('orderId' in again.outcome)) throw new Error(`${key} could not be repeated: ${JSON.stringify(again)}`);
    if (isSure) expect(again.outcome.orderId).toBe(outcome.orderId);
    ids.add(again.outcome.orderId);
  }
  expect(ids.size).toBe(placings.length);
  const [row] = await shop().database('order').rows<{ count: number }>('SELECT COUNT(*) AS count FROM orders');
  expect(Number(row?.count)).toBe(placings.length);
}
