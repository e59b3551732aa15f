import type { TestProcess } from '@rushgraph/testkit';

/** The value of one series of a gateway's metrics; 0 when it was never counted. */
export async function metricOf(gateway: TestProcess, name: string, labels: Readonly<Record<string, string>>) {
  const response = await fetch(`${gateway.operationsUrl}/metrics`, { signal: AbortSignal.timeout(5_000) });
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const line = (await response.text())
    .split('\n')
    .find((text) => text.startsWith(`${name}{`) && wanted.every((label) => text.includes(label)));
  return Number(line?.split(' ').at(-1) ?? 0);
}

/** How often the gateway's breaker of a subgraph has opened. */
export function timesOpened(gateway: TestProcess, dependency: string): Promise<number> {
  return metricOf(gateway, 'resilience_breaker_changes_total', { dependency, state: 'open' });
}

export const CLOSED = 0;

/** 0 closed, 1 trying, 2 open. */
export function breakerState(gateway: TestProcess, dependency: string): Promise<number> {
  return metricOf(gateway, 'resilience_breaker_state', { dependency });
}
