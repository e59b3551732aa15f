import { type OrderId, stockResult } from '@rushgraph/contracts';
import { signViewer, VIEWER_HEADER } from '@rushgraph/identity';
import {
  BrokenCircuitError,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleAll,
  handleWhen,
  retry,
  wrap,
} from 'cockatiel';
import type { Dispatcher } from 'undici';
import { z } from 'zod';
import type { Reservation } from './decide-reconciliation.ts';

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
  /** Pooled connections to the item service. */
  readonly client: Dispatcher;
  /** Origin and path of its GraphQL endpoint. */
  readonly url: URL;
  /** Key that the item service checks the signed viewer with. */
  readonly viewerKey: Buffer;
  readonly timeoutMs: number;
  readonly now: () => Date;
}

const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 500;
const BREAK_AFTER = 5;
const TRY_AGAIN_AFTER_MS = 2_000;

/**
 * Asks the item service directly what it decided for an order: twice, if need be, and not at all while it has failed all
 * the time. A service that cannot say is `unavailable`, never an error: overdue orders are looked at again anyway.
 */
export function createFetchReservation(deps: FetchReservationDeps): (orderId: OrderId) => Promise<Reservation> {
  const policy = wrap(
    retry(
      handleWhen((error) => !(error instanceof BrokenCircuitError)),
      {
        maxAttempts: 1,
        backoff: new ExponentialBackoff({ initialDelay: FIRST_RETRY_MS, maxDelay: LONGEST_RETRY_MS }),
      },
    ),
    circuitBreaker(handleAll, {
      halfOpenAfter: TRY_AGAIN_AFTER_MS,
      breaker: new ConsecutiveBreaker(BREAK_AFTER),
    }),
  );
  return async (orderId) => {
    try {
      return reservationOf(orderId, await policy.execute(() => ask(deps, orderId)));
    } catch (error) {
      return { kind: 'unavailable', cause: error };
    }
  };
}

async function ask({ client, url, viewerKey, timeoutMs, now }: FetchReservationDeps, orderId: OrderId) {
  const viewer = signViewer({ kind: 'service', name: 'order' }, { audience: 'item', key: viewerKey, now: now() });
  const { statusCode, body } = await client.request({
    origin: url.origin,
    path: url.pathname,
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', [VIEWER_HEADER]: viewer },
    body: JSON.stringify({ query: QUERY, variables: { orderId } }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`The item service answered ${statusCode}`);
  const parsed = answer.safeParse(JSON.parse(text));
  if (!parsed.success)
    throw new Error('The item service answered something else than a reservation', { cause: parsed.error });
  return parsed.data.data.reservation;
}

function reservationOf(orderId: OrderId, answered: Answered | null): Reservation {
  if (answered === null) return { kind: 'unknown' };
  if (answered.outcome === 'WAITING') return { kind: 'waiting' };
  if (answered.outcome === 'RELEASED' || answered.reason === 'RELEASED') return { kind: 'released' };
  return { kind: 'decided', result: stockResult.schema.parse({ ...answered, orderId }) };
}
