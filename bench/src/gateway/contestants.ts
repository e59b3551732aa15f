import { hiveGateway } from './hive-gateway.ts';
import { gatewaySettings } from './our-gateway.ts';
import type { ContestantKind } from './start-contestants.ts';

export interface Surroundings {
  readonly stubPort: number;
  readonly redisUrl: string;
}

/** What no gateway can do without: answering over HTTP, and calling subgraphs. */
export function floors({ stubPort }: Surroundings): ContestantKind[] {
  return [0, 1, 2].map((calls) => ({
    name: `floor, ${calls} ${calls === 1 ? 'call' : 'calls'}`,
    script: 'bench/src/gateway/floor.ts',
    args: ['%PORT%', String(stubPort), String(calls)],
    isFloor: true,
  }));
}

/** Gateways that are asked something else each time, and at the end some that are asked the same by everybody. */
export function gateways({ stubPort, redisUrl }: Surroundings, withHive: boolean): ContestantKind[] {
  const own = (name: string, env: Readonly<Record<string, string>>, isAlike = false): ContestantKind => ({
    name,
    script: 'gateway/src/main.ts',
    args: [],
    env: { ...gatewaySettings(redisUrl, stubPort), NODE_ENV: 'production', ...env },
    isAlike,
  });
  const hive = (name: string, isRust: boolean, collapses: boolean): ContestantKind => ({
    ...hiveGateway({ name, stubPort, isRust, collapses }),
    isAlike: collapses,
  });
  return [
    { name: 'stock', script: 'bench/src/gateway/stock-gateway.ts', args: ['%PORT%', String(stubPort)] },
    own('ours, Apollo’s executor', { GATEWAY_ENGINE: 'apollo' }),
    own('ours', { GATEWAY_ENGINE: 'compiled' }),
    ...(withHive ? [hive('Hive Gateway', false, false), hive('Hive Gateway, Rust', true, false)] : []),
    own('alike: ours', { COLLAPSE_QUERIES: 'false' }, true),
    own('alike: ours, collapsed', { COLLAPSE_QUERIES: 'true' }, true),
    ...(withHive
      ? [hive('alike: Hive Gateway, collapsed', false, true), hive('alike: Hive Gateway, Rust, collapsed', true, true)]
      : []),
  ];
}
