import { setTimeout as pause } from 'node:timers/promises';
import { signed, TimeoutError, userViewer } from '@rushgraph/testkit';
import { type CouponRush, CUSTOMERS, customer } from './coupon-rush.ts';

/** What a customer was told at the end. */
export type Told = 'ISSUED' | 'SOLD_OUT';

const JOIN = `mutation ($id: ID!) { joinCouponQueue(input: { campaignId: $id }) { __typename
  ... on JoinCouponQueueSuccess { ticket { state } } ... on Problem { code } } }`;
const SHOW = 'query ($id: ID!) { couponTicket(campaignId: $id) { state } }';
const POLL_MS = 1_000;
const AGAIN_MS = 500;
const PATIENCE_MS = 240_000;

interface Answer {
  readonly joinCouponQueue?: { readonly ticket?: { readonly state: string }; readonly code?: string };
  readonly couponTicket?: { readonly state: string } | null;
}

/** All customers join and ask until they know what came of it; whoever has lost their ticket joins again. */
export async function takePart(rush: CouponRush): Promise<Told[]> {
  return Promise.all(Array.from({ length: CUSTOMERS }, (_, index) => wait(rush, index)));
}

async function wait(rush: CouponRush, index: number): Promise<Told> {
  const until = performance.now() + PATIENCE_MS;
  let hasTicket = false;
  for (let call = index; performance.now() < until; call++) {
    const answer = await ask(rush, index, call, hasTicket ? SHOW : JOIN);
    if (answer === undefined) {
      await pause(AGAIN_MS);
      continue;
    }
    const state = answer.joinCouponQueue?.ticket?.state ?? answer.joinCouponQueue?.code ?? answer.couponTicket?.state;
    if (state === 'ISSUED' || state === 'SOLD_OUT') return state;
    hasTicket = state === 'WAITING';
    await pause(POLL_MS);
  }
  throw new TimeoutError(`Customer ${index} was not told anything for ${PATIENCE_MS / 1_000} s`);
}

/** One call to one of the instances; undefined when it did not answer, or could not. */
async function ask(rush: CouponRush, index: number, call: number, query: string): Promise<Answer | undefined> {
  const instance = rush.instances[call % rush.instances.length];
  try {
    const response = await fetch(`${instance?.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signed(userViewer(customer(index)), 'coupon') },
      body: JSON.stringify({ query, variables: { id: rush.id } }),
      signal: AbortSignal.timeout(2_000),
    });
    const { data, errors }: { data?: Answer | null; errors?: unknown } = JSON.parse(await response.text());
    return errors === undefined && data != null ? data : undefined;
  } catch (error) {
    // An instance that is killed, stopped or starting; a customer asks the other one.
    if (error instanceof Error) return undefined;
    throw error;
  }
}
