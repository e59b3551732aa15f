import { type OrderId, stockResult } from '@rushgraph/contracts';
import type { ServiceInstance } from '@rushgraph/discovery';
import { signViewer, TIME_LEFT_HEADER, VIEWER_HEADER } from '@rushgraph/identity';
import type { Attempt, Policy } from '@rushgraph/resilience';
import type { Dispatcher } from 'undici';
import { z } from 'zod';
import type { Reservation } from './decide-overdue.ts';

const QUERY = `query Reservation($orderId: ID!) {
  reservation(orderId: $orderId) {
    outcome reason itemIds decidedAt
    lines { itemId name quantity unitPrice { amount currency } }
  }
}`;

const answer = z.object({
  data: z.object({
    reservation: z
      .looseObject({ outcome: z.enum(['RESERVED', 'REFUSED', 'RELEASED', 'WAITING']), reason: z.string().nullable() })
      .nullable(),
  }),
  /** With an error beside it, null would not mean that the order is unknown. */
  errors: z.undefined().optional(),
});
type Answered = NonNullable<z.infer<typeof answer>['data']['reservation']>;

export interface FetchReservationDeps {
  /** Pooled connections to the instances of the item service. */
  readonly client: Dispatcher;
  readonly policy: Policy<ServiceInstance>;
  /** Key that the item service checks the signed viewer with. */
  readonly viewerKey: Buffer;
  /** How long all tries for one order may take together. */
  readonly limitMs: number;
  readonly now: () => Date;
}

/**
 * Asks the item service directly what it decided for an order. A service that cannot say in time is `unavailable`, never
 * an error: overdue orders are looked at again anyway.
 */
export function createFetchReservation(deps: FetchReservationDeps): (orderId: OrderId) => Promise<Reservation> {
  const { policy, limitMs } = deps;
  return async (orderId) => {
    try {
      const options = { kind: 'query', timeLeftMs: limitMs } as const;
      return await policy.execute(options, (instance, attempt) => ask(deps, orderId, instance, attempt));
    } catch (error) {
      return { kind: 'unavailable', cause: error };
    }
  };
}

async function ask(
  { client, viewerKey, now }: FetchReservationDeps,
  orderId: OrderId,
  { url }: ServiceInstance,
  { signal, timeLeftMs }: Attempt,
): Promise<Reservation> {
  const viewer = signViewer({ kind: 'service', name: 'order' }, { audience: 'item', key: viewerKey, now: now() });
  const { statusCode, body } = await client.request({
    origin: url.origin,
    path: url.pathname,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      [VIEWER_HEADER]: viewer,
      [TIME_LEFT_HEADER]: String(Math.floor(timeLeftMs)),
    },
    body: JSON.stringify({ query: QUERY, variables: { orderId } }),
    signal,
  });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`The item service answered ${statusCode}`);
  const parsed = answer.safeParse(JSON.parse(text));
  if (!parsed.success)
    throw new Error('The item service answered something else than a reservation', { cause: parsed.error });
  return reservationOf(orderId, parsed.data.data.reservation);
}

function reservationOf(orderId: OrderId, answered: Answered | null): Reservation {
  if (answered === null) return { kind: 'unknown' };
  if (answered.outcome === 'WAITING') return { kind: 'waiting' };
  if (answered.outcome === 'RELEASED' || answered.reason === 'RELEASED') return { kind: 'released' };
  return { kind: 'decided', result: stockResult.schema.parse({ ...answered, orderId }) };
}
