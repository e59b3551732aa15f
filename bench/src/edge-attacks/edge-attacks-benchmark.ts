import { setTimeout as pause } from 'node:timers/promises';
import { GATEWAY_OPTIONS } from '@rushgraph/service/node-options';
import { startStack } from '@rushgraph/stack';
import { accessTokens } from '../gateway/access-tokens.ts';
import { gatewaySettings } from '../gateway/our-gateway.ts';
import { besideOnCore, type Contestant, startOnCore, startStubs } from '../gateway/start-contestants.ts';
import { root } from '../harness/bench-servers.ts';
import type { Benchmark, Row } from '../harness/benchmark.ts';
import type { HelperProcess } from '../harness/helper-process.ts';
import { median, percentile } from '../harness/percentile.ts';
import { residentMegabytes } from '../harness/process-memory.ts';
import { type Assault, ATTACKERS, assaults, type EdgeAttacksOptions } from './assaults.ts';
import { type Attacked, startAttackers, type Wanted } from './attackers.ts';
import { type Customers, startCustomers } from './customers.ts';
import { frozenSubgraph } from './operations.ts';

/** Below those that the system gives to outgoing connections. */
const [STUB_PORT, FROZEN_PORT, PORT] = [24_960, 24_961, 24_962];
/** Of all but the gateway. */
const CORE = 1;
const CUSTOMERS_PER_SECOND = 100;
const UPLOAD_MS = 2_000;
const ALONE = 'nobody but customers';
/** The machine is not always equally quiet: how soon customers are answered without attackers is measured again and again. */
const KINDS_BETWEEN_CALM = 2;
/** What an attack has left to do. */
const AFTERMATH_MS = 300;

/** Whether strangers who mean harm are answered at once, cost no memory, and take nothing from customers. */
export const edgeAttacksBenchmark = (options: EdgeAttacksOptions): Benchmark => ({
  name: options.name,
  describe: 'hostile requests at the gateway: how soon they are answered, and what customers notice of them',
  async run(say) {
    const { redisUrl } = await startStack({ set: 'test', root, env: process.env, log: say });
    return besideOnCore(CORE, () => attackGateway(redisUrl, options, say));
  },
});

async function attackGateway(redisUrl: string, options: EdgeAttacksOptions, say: (line: string) => void) {
  const { tokens, jwks, privateKeyPem } = await accessTokens(100);
  const stubs: Contestant[] = [];
  const env = {
    ...gatewaySettings(redisUrl, STUB_PORT),
    COUPON_URL: `http://127.0.0.1:${FROZEN_PORT}/coupon`,
    COUPON_POLICY: 'tries=1,timeLimitMs=500',
    NODE_ENV: 'production',
    MAX_COST: '10000',
    MAX_ALIASES: '50',
    UPLOAD_TIMEOUT_MS: String(UPLOAD_MS),
    RATE_LIMITS: 'off',
  };
  try {
    for (const port of [STUB_PORT, FROZEN_PORT]) stubs.push(await startStubs(port, jwks));
    const kind = { name: 'gateway', script: 'gateway/src/main.ts', args: [], flags: GATEWAY_OPTIONS, env };
    const gateway = await startOnCore(kind, PORT, 0);
    const running: { stop(): Promise<void> }[] = [gateway];
    try {
      const { url } = gateway;
      const attackers = await startAttackers({ url, privateKeyPem, options });
      running.push(attackers);
      const customers = await startCustomers({ url, tokens, perSecond: CUSTOMERS_PER_SECOND });
      running.push(customers);
      await customers.during(() => pause(options.warmMs));
      const frozenPid = stubs[1]?.pid ?? gateway.pid;
      const memory = () => residentMegabytes(gateway.pid);
      const kinds = await assaults(privateKeyPem, options);
      const runs: (readonly Row[])[] = [];
      for (let run = 0; run < options.runs; run++) {
        say(`run ${run + 1} of ${options.runs}`);
        runs.push(await attackByAll({ kinds, run, attackers, customers, frozenPid, memory, options }));
      }
      return resultOf(runs, options);
    } finally {
      await Promise.allSettled(running.map((one) => one.stop()));
    }
  } finally {
    await Promise.all(stubs.map((stub) => stub.stop()));
  }
}

/** How long customers waited, each time that nobody else was there. */
type Calm = readonly (readonly number[])[];

interface Attacking {
  readonly kinds: readonly Assault[];
  readonly run: number;
  readonly attackers: HelperProcess<Wanted, Attacked>;
  readonly customers: Customers;
  readonly frozenPid: number;
  readonly memory: () => number;
  readonly options: EdgeAttacksOptions;
}

/** One run: each kind in turn, and in between, for as long as most of them, nobody but customers. */
async function attackByAll(attacking: Attacking): Promise<readonly Row[]> {
  const { kinds, customers, frozenPid, memory, options } = attacking;
  const calm: (readonly number[])[] = [];
  const rows: Row[] = [];
  for (const [index, { attack }] of kinds.entries()) {
    if (index % KINDS_BETWEEN_CALM === 0) calm.push(await calmDown(customers, options));
    const isFrozen = attack === frozenSubgraph;
    if (isFrozen) process.kill(frozenPid, 'SIGSTOP');
    try {
      rows.push(await measure(attack.name, attacking));
    } finally {
      if (isFrozen) process.kill(frozenPid, 'SIGCONT');
    }
  }
  const alone = { 'customers p99': p99OfCalm(calm, 1), 'RSS MB': memory(), '× calm': 1 };
  return [{ name: ALONE, figures: alone }, ...rows.map((row) => againstCalm(row, calm, options))];
}

/** A longer kind has more of what happens by chance: it is held against as long a time without attackers. */
function againstCalm({ name, figures }: Row, calm: Calm, { seconds }: EdgeAttacksOptions): Row {
  const p99 = p99OfCalm(calm, Math.max(1, Math.round((figures.s ?? 0) / seconds)));
  return { name, figures: { ...figures, '× calm': (figures['customers p99'] ?? 0) / p99 } };
}

/** The median over stretches of so many of the times between the kinds. */
function p99OfCalm(calm: Calm, together: number): number {
  const stretches = Math.max(1, Math.floor(calm.length / together));
  return median(
    Array.from({ length: stretches }, (_, index) =>
      percentile(calm.slice(index * together, (index + 1) * together).flat(), 0.99),
    ),
  );
}

/** Of each kind the median over the runs, and the worst of them for customers. */
function resultOf(runs: readonly (readonly Row[])[], options: EdgeAttacksOptions) {
  const rows = (runs[0] ?? []).map(({ name, figures }): Row => {
    const all = runs.map((rowsOfRun) => rowsOfRun.find((row) => row.name === name)?.figures ?? {});
    const valuesOf = (figure: string) => all.map((one) => one[figure] ?? 0);
    const medians = Object.keys(figures).map((figure) => [figure, median(valuesOf(figure))]);
    const [firstMemory = 0, lastMemory = 0] = [valuesOf('RSS MB')[0], valuesOf('RSS MB').at(-1)];
    return {
      name,
      figures: {
        ...Object.fromEntries(medians),
        wrong: valuesOf('wrong').reduce((sum, wrong) => sum + wrong, 0),
        'worst × calm': Math.max(...valuesOf('× calm')),
        'RSS MB': firstMemory,
        'RSS at last': lastMemory,
      },
    };
  });
  return {
    title: 'Hostile requests',
    setting: `medians of ${options.runs} runs in turn, in each ${ATTACKERS} attackers, ${options.seconds} s of each kind and ${options.differentOperations} different operations, beside ${CUSTOMERS_PER_SECOND} customers a second; the gateway has one core, subgraphs (made-up answers), customers and, at the lowest priority, attackers have the other; rate limits are off, so that no attack is over after its first second`,
    chart: 'p99 ms',
    rows,
    notes: [
      'p50, p99, max: milliseconds until a hostile request was answered. wrong: answers of all runs of another status or code than they should have; cut: closed by the gateway while the client still sent what is too much.',
      `customers p99: of the customers who came meanwhile, counted from when they were due; × calm: against nobody but customers, measured between the kinds of the same run, for as long as the kind where it is shorter than all of them; worst: of all runs. s: seconds of a kind. Slow bodies are refused after UPLOAD_TIMEOUT_MS, here ${UPLOAD_MS}.`,
      'RSS MB: after this kind in the first run, and in the last one. No operation of an attack is asked twice.',
    ],
  };
}

async function calmDown(customers: Customers, { seconds }: EdgeAttacksOptions): Promise<readonly number[]> {
  await pause(AFTERMATH_MS);
  return (await customers.during(() => pause(seconds * 1_000))).waited;
}

async function measure(attack: string, { run, attackers, customers, memory }: Attacking): Promise<Row> {
  const { done, waited } = await customers.during(async () => {
    const begun = performance.now();
    const attacked = await attackers.ask({ attack, run });
    return { ...attacked, seconds: (performance.now() - begun) / 1_000 };
  });
  const { times, wrong, cut, seconds } = done;
  return {
    name: attack,
    figures: {
      s: seconds,
      sent: times.length,
      wrong,
      cut,
      'p50 ms': percentile(times, 0.5),
      'p99 ms': percentile(times, 0.99),
      'max ms': percentile(times, 1),
      'customers p99': percentile(waited, 0.99),
      'RSS MB': memory(),
    },
  };
}
