import { startStack } from '@rushgraph/stack';
import { root } from '../harness/bench-servers.ts';
import type { Benchmark, Row } from '../harness/benchmark.ts';
import { median } from '../harness/percentile.ts';
import { accessTokens } from './access-tokens.ts';
import { compareAnswers } from './compare-answers.ts';
import { floors, gateways } from './contestants.ts';
import { drive, type Measured } from './drive.ts';
import { installHiveGateway } from './hive-gateway.ts';
import { type BenchOperation, operations } from './operations.ts';
import { besideOnCore, type Contestant, type ContestantKind, startOnCore, startStubs } from './start-contestants.ts';

const CALLERS = 16;
const TOKENS = 400;
/** Below those that the system gives to outgoing connections. */
const [STUB_PORT, FIRST_PORT] = [24_900, 24_910];
/** Of these rate and latency are told as well. */
const DETAILED = ['small', 'large'];

export interface GatewayBenchmarkOptions {
  readonly name: string;
  readonly runs: number;
  /** Of one run, and of warming up before the first one. */
  readonly seconds: number;
  readonly warmSeconds: number;
  readonly operations: readonly string[];
  readonly withHive: boolean;
}

interface Running extends Contestant {
  readonly kind: ContestantKind;
}

/** CPU of the gateway for one request, ours against the stock one and against Hive Gateway. */
export function gatewayBenchmark(options: GatewayBenchmarkOptions): Benchmark {
  const { runs, seconds, withHive } = options;
  return {
    name: options.name,
    describe: `CPU, rate and latency of the gateway against Apollo’s${withHive ? ', Hive’s' : ''} and the floor`,
    async run(say) {
      if (withHive) await installHiveGateway(say);
      const { redisUrl } = await startStack({ set: 'test', root, env: process.env, log: say });
      const rows = await withContestants(redisUrl, options, say);
      return {
        title: 'Gateway',
        setting: `medians of ${runs} runs of ${seconds} s in turn, ${CALLERS} callers, ${TOKENS} viewers; the gateway has one core, subgraphs (made-up answers) and callers have the other`,
        chart: 'small µs',
        rows,
        notes: [
          'µs: CPU of the gateway for one request. small: 2 fetches; large: some 87 kB, 16 fetches as the stock executor makes them; joined: the shop’s own query over four subgraphs.',
          'Tokens and variables are others in each request, so that nothing can be collapsed; in the rows that begin with “alike” everybody asks the same at the same time.',
          'Ours check an access token, ask Redis whether its session was ended, and sign each call; the others do none of that.',
          'The floor is node:http alone, and with one and two calls through undici.',
          'All contestants gave the same answers before they were measured.',
        ],
      };
    },
  };
}

async function withContestants(
  redisUrl: string,
  options: GatewayBenchmarkOptions,
  say: (line: string) => void,
): Promise<Row[]> {
  const { tokens, jwks } = await accessTokens(TOKENS);
  const running: Running[] = [];
  const stubs = await startStubs(STUB_PORT, jwks);
  try {
    const surroundings = { stubPort: STUB_PORT, redisUrl };
    for (const kind of [...floors(surroundings), ...gateways(surroundings, options.withHive)]) {
      say(`starting ${kind.name}`);
      running.push({ ...(await startOnCore(kind, FIRST_PORT + running.length, 0)), kind });
    }
    await compareAnswers(
      running.filter(({ kind }) => kind.isFloor !== true),
      tokens[0] ?? '',
    );
    return await besideOnCore(1, () => measureAll(running, tokens, options, say));
  } finally {
    await Promise.all(running.map((contestant) => contestant.stop()));
    await stubs.stop();
  }
}

/** Takes turns: what else the computer does meanwhile concerns all contestants alike. */
async function measureAll(
  running: readonly Running[],
  tokens: readonly string[],
  options: GatewayBenchmarkOptions,
  say: (line: string) => void,
): Promise<Row[]> {
  const figures = new Map(running.map((contestant) => [contestant, {} as Record<string, number>]));
  for (const operation of operations.filter(({ name }) => options.operations.includes(name))) {
    const asked = running.filter(({ kind }) => mayBeAsked(kind, operation));
    const measured = new Map(asked.map((contestant): [Running, Measured[]] => [contestant, []]));
    for (const contestant of asked) await ask(contestant, operation, options.warmSeconds);
    for (let run = 0; run < options.runs; run += 1) {
      for (const contestant of asked) measured.get(contestant)?.push(await ask(contestant, operation, options.seconds));
    }
    for (const [contestant, all] of measured) {
      const own = figures.get(contestant) ?? {};
      note(own, operation.name, all);
      say(
        `${operation.name}, ${contestant.name}: ${Math.round(own[`${operation.name} µs`] ?? 0)} µs, ${all[0]?.bytes} bytes`,
      );
    }
  }
  return [...figures].map(([{ kind, name }, own]) => ({
    name,
    figures: own,
    isCharted: kind.isFloor !== true && kind.isAlike !== true,
  }));

  function ask({ kind, ...contestant }: Running, operation: BenchOperation, seconds: number): Promise<Measured> {
    const isAlike = kind.isAlike === true;
    return drive(contestant, operation, { callers: CALLERS, seconds, isAlike, tokens: kind.isFloor ? [] : tokens });
  }
}

/** A floor knows one answer, and requests that are alike are of interest where they make calls. */
function mayBeAsked({ isFloor, isAlike }: ContestantKind, { name, fetches }: BenchOperation): boolean {
  if (isFloor === true) return name === '__typename';
  return isAlike !== true || (fetches > 1 && DETAILED.includes(name));
}

function note(figures: Record<string, number>, name: string, runs: readonly Measured[]): void {
  const middle = (pick: (one: Measured) => number) => median(runs.map(pick));
  figures[`${name} µs`] = middle((one) => one.cpuMicroseconds);
  if (DETAILED.includes(name)) {
    figures[`${name}/s`] = middle((one) => one.perSecond);
    figures[`${name} p50`] = middle((one) => one.p50);
    figures[`${name} p99`] = middle((one) => one.p99);
  }
  figures['RSS MB'] = Math.max(figures['RSS MB'] ?? 0, ...runs.map((one) => one.megabytes));
}
