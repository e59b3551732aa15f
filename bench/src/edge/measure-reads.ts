import type { NamedProcess } from '../harness/bench-servers.ts';
import type { Row } from '../harness/benchmark.ts';
import { inParallel } from '../harness/in-parallel.ts';
import type { Asking } from '../my-page/ask-shop.ts';
import type { Customers } from './fill-edge.ts';
import { latencies } from './measure-orders.ts';
import { measureProcesses } from './measure-processes.ts';

export interface Read {
  readonly name: string;
  readonly query: string;
  /** For the n-th request. */
  variables(index: number): Readonly<Record<string, unknown>>;
  /** Whether a customer asks. */
  readonly isSigned: boolean;
}

/** What a shop is asked for most. */
export function readsOf({ itemIds }: Customers, orderOf: (customer: number) => string): readonly Read[] {
  const item = (index: number) => ({ id: itemIds[index % itemIds.length] });
  return [
    { name: '{ __typename }', query: '{ __typename }', variables: () => ({}), isSigned: false },
    {
      name: 'an item',
      query: 'query ($id: ID!) { item(id: $id) { id name price { amount currency } availability } }',
      variables: item,
      isSigned: false,
    },
    {
      name: 'a list of 20 items',
      query:
        '{ items(first: 20) { nodes { id name price { amount currency } availability } pageInfo { endCursor hasNextPage } } }',
      variables: () => ({}),
      isSigned: false,
    },
    {
      name: 'me, joined over four subgraphs',
      query: `{ me { name orders(first: 5) { nodes { id title status lines { quantity item { name } } } }
        coupons(first: 5) { nodes { campaign { name } } } } }`,
      variables: () => ({}),
      isSigned: true,
    },
    {
      name: 'myPage',
      query: '{ myPage { name orderCount asOf orders { id title status } } }',
      variables: () => ({}),
      isSigned: true,
    },
    {
      name: 'polling an order',
      query: 'query ($id: ID!) { order(id: $id) { id status } }',
      variables: (index) => ({ id: orderOf(index) }),
      isSigned: true,
    },
  ];
}

/** A closed loop of callers who ask the same of different things. */
export async function measureRead(
  { ask, url, tokens }: { ask: Asking['ask']; url: string; tokens: readonly string[] },
  { name, query, variables, isSigned }: Read,
  { callers, requests }: { callers: number; requests: number },
  processes: readonly NamedProcess[],
): Promise<Row> {
  const took: number[] = [];
  const token = (index: number) => (isSigned ? tokens[index % tokens.length] : undefined);
  const startedAt = performance.now();
  const cpu = await measureProcesses(processes, requests, async () => {
    await inParallel(callers, requests, async (index) => {
      const at = performance.now();
      await ask(url, query, variables(index), token(index));
      took.push(performance.now() - at);
    });
  });
  const seconds = (performance.now() - startedAt) / 1_000;
  return { name, figures: { '1/s': requests / seconds, ...latencies('accept', took), ...cpu }, isCharted: false };
}
