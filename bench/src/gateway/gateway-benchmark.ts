import { startStack } from '@rushgraph/stack';
import { root } from '../harness/bench-servers.ts';
import type { Benchmark, Row } from '../harness/benchmark.ts';
import { median } from '../harness/percentile.ts';
import { accessTokens } from './access-tokens.ts';
import { drive, type Measured } from './drive.ts';
import { operations } from './operations.ts';
import { gatewaySettings } from './our-gateway.ts';
import { type Contestant, type ContestantKind, startOnCore } from './start-contestants.ts';

const CALLERS = 16;
const TOKENS = 400;
const RUNS = 5;
/** Requests of one run, by operation: a large answer takes as long as twenty small ones. */
const REQUESTS: Readonly<Record<string, number>> = { large: 300, joined: 1_500 };
const OTHER_REQUESTS = 3_000;
const [STUB_PORT, FIRST_PORT] = [41_900, 41_910];

/** CPU of the gateway for one request, ours against the stock one and against Hive Gateway. */
export const gatewayBenchmark: Benchmark = {
  name: 'gateway',
  describe: 'CPU, rate and latency of the gateway against Apollo’s, Hive’s, and the floor',
  async run(say) {
    const { redisUrl } = await startStack({ set: 'test', root, env: process.env, log: say });
    const { tokens, jwks } = await accessTokens(TOKENS);
    const stub = await startOnCore(
      { name: 'stub', script: 'bench/src/gateway/stub-subgraphs.ts', args: ['%PORT%', jwks], path: '/item' },
      STUB_PORT,
      1,
    );
    const rows: Row[] = [];
    try {
      for (const [index, kind] of [...floors(), ...contestants(redisUrl)].entries()) {
        say(kind.name);
        const contestant = await startOnCore(kind, FIRST_PORT + index, 0);
        try {
          rows.push(await measure(contestant, kind.isFloor ? [] : tokens, kind.isFloor ?? false, say));
        } finally {
          await contestant.stop();
        }
      }
    } finally {
      await stub.stop();
    }
    return {
      title: 'Gateway',
      setting: `medians of ${RUNS} runs, ${CALLERS} callers, ${TOKENS} viewers; the gateway has one core, subgraphs (made-up answers) and callers have the other`,
      chart: 'large µs',
      rows,
      notes: [
        'µs: CPU of the gateway for one request. small: 2 fetches; large: some 87 kB, 16 fetches as the stock executor makes them; joined: the shop’s own query over four subgraphs.',
        'Ours check an access token, ask Redis whether its session was ended, and sign each call; the others do none of that.',
        'The floor is node:http alone, and with one and two calls through undici.',
      ],
    };
  },
};

function floors(): ContestantKind[] {
  return [0, 1, 2].map((calls) => ({
    name: `floor, ${calls} ${calls === 1 ? 'call' : 'calls'}`,
    script: 'bench/src/gateway/floor.ts',
    args: ['%PORT%', String(STUB_PORT), String(calls)],
    isFloor: true,
  }));
}

function contestants(redisUrl: string): ContestantKind[] {
  const env = gatewaySettings(redisUrl, STUB_PORT);
  return [
    { name: 'stock', script: 'bench/src/gateway/stock-gateway.ts', args: ['%PORT%', String(STUB_PORT)] },
    {
      name: 'ours, Apollo’s executor',
      script: 'gateway/src/main.ts',
      args: [],
      env: { ...env, GATEWAY_ENGINE: 'apollo' },
    },
    { name: 'ours', script: 'gateway/src/main.ts', args: [], env: { ...env, GATEWAY_ENGINE: 'compiled' } },
  ];
}

async function measure(
  contestant: Contestant,
  tokens: readonly string[],
  isFloor: boolean,
  say: (line: string) => void,
): Promise<Row> {
  const figures: Record<string, number> = {};
  for (const operation of isFloor ? operations.slice(0, 1) : operations) {
    const requests = REQUESTS[operation.name] ?? OTHER_REQUESTS;
    await drive(contestant, operation, { callers: CALLERS, requests, tokens });
    const runs: Measured[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      runs.push(await drive(contestant, operation, { callers: CALLERS, requests, tokens }));
    }
    const middle = (pick: (one: Measured) => number) => median(runs.map(pick));
    const name = operation.name;
    figures[`${name} µs`] = middle((one) => one.cpuMicroseconds);
    if (name === 'small' || name === 'large') {
      figures[`${name}/s`] = middle((one) => one.perSecond);
      figures[`${name} p50`] = middle((one) => one.p50);
      figures[`${name} p99`] = middle((one) => one.p99);
    }
    figures['RSS MB'] = Math.max(figures['RSS MB'] ?? 0, ...runs.map((one) => one.megabytes));
    say(`  ${name}: ${Math.round(figures[`${name} µs`] ?? 0)} µs, ${runs[0]?.bytes} bytes`);
  }
  return { name: contestant.name, figures, isCharted: !isFloor };
}
