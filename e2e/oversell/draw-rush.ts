import { deriveId, type ItemId, type OrderId } from '@rushgraph/contracts';
import type { Chance } from '@rushgraph/testkit';

export interface RushOrder {
  readonly id: OrderId;
  readonly lines: readonly { readonly itemId: ItemId; readonly quantity: number }[];
}

export interface RushRecord {
  readonly kind: 'request' | 'release';
  readonly order: RushOrder;
}

/** Everybody wants one piece of the same item. */
export interface Rush {
  readonly orders: readonly RushOrder[];
  /** Requests, releases before and after their request, and repeats of both. */
  readonly first: readonly RushRecord[];
  /** Requests, and repeats of requests, when nothing is released any more: they find what has come back. */
  readonly last: readonly RushRecord[];
}

export const hot = deriveId<ItemId>('item', 'hot');
/** Wanted by some together with the hot one, and soon gone. */
export const side = deriveId<ItemId>('item', 'side');

/** On the shelf for so many requests. */
export const REQUESTS = 10_000;
export const PIECES = { hot: 1_000, side: 100 };

const LAST = 0.2;
const WITH_SIDE = 0.05;
const REPEATED = 0.05;
/** So many that pieces come back, and are sold again, until the end: without that all would be gone after the first tenth. */
const RELEASED = 0.8;
/** Of all orders: released at the very beginning, long before their request. */
const RELEASED_EARLY = 0.01;
const REPEATED_RELEASES = 0.2;
/** A release or a repeat is at most that share of all requests behind. */
const BEHIND = 0.2;

/** The rush that this chance wants. */
export function drawRush({ seed, random }: Chance, requests: number): Rush {
  const begins = Math.round(requests * (1 - LAST));
  const orders = Array.from({ length: requests }, (_, number): RushOrder => {
    const items = random() < WITH_SIDE ? [hot, side] : [hot];
    const id = deriveId<OrderId>('order', `${seed}-${number}`);
    return { id, lines: items.map((itemId) => ({ itemId, quantity: 1 })) };
  });
  const first: [at: number, record: RushRecord][] = [];
  const last: [at: number, record: RushRecord][] = [];
  for (const [at, order] of orders.entries()) {
    const put = (when: number, kind: RushRecord['kind']) => {
      if (when < begins) first.push([when, { kind, order }]);
      else if (kind === 'request') last.push([when, { kind, order }]);
    };
    const later = (from: number) => from + random() * BEHIND * requests;
    put(at, 'request');
    if (random() < REPEATED) put(later(at), 'request');
    const fate = random();
    const releasedAt = fate < RELEASED_EARLY ? -1 : later(at);
    if (fate < RELEASED) put(releasedAt, 'release');
    if (fate < RELEASED && random() < REPEATED_RELEASES) put(later(releasedAt), 'release');
  }
  return { orders, first: inOrder(first), last: inOrder(last) };
}

function inOrder(records: [at: number, record: RushRecord][]): RushRecord[] {
  return records.sort(([left], [right]) => left - right).map(([, record]) => record);
}
