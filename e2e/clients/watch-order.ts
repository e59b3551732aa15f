import { createClient } from 'graphql-sse';
import type { Session } from './session.ts';

const query = `subscription WatchOrder($id: ID!) {
  orderChanged(orderId: $id) { status title lines { quantity item { name } } }
}`;

export interface WatchedOrder {
  readonly status: 'PENDING' | 'CONFIRMED' | 'REJECTED' | 'CANCELLED';
  readonly title: string | null;
  readonly lines: readonly { readonly quantity: number; readonly item: { readonly name: string } | null }[];
}

interface WatchOptions {
  /** `http://localhost:4000/graphql/stream`, or whichever gateway is to be asked next. */
  readonly url: () => string;
  readonly session: Session;
  readonly orderId: string;
  readonly onOrder: (order: WatchedOrder) => void;
}

/** The same in a browser and in Node. Resolves when the order is settled; rejects when it is not there. */
export async function watchOrder({ url, session, orderId, onOrder }: WatchOptions): Promise<void> {
  const headers = () => ({ authorization: session.accessToken === null ? '' : `Bearer ${session.accessToken}` });
  const client = createClient({
    url,
    headers,
    // Whoever connects again is told the present state first: nothing is missed.
    retryAttempts: 20,
    retry: (tries) => new Promise((resolve) => setTimeout(resolve, Math.min(100 * 2 ** tries, 5_000))),
    async fetchFn(address: string, init: RequestInit) {
      const response = await fetch(address, init);
      if (response.status !== 401 || !(await session.refresh())) return response;
      return fetch(address, { ...init, headers: { ...init.headers, ...headers() } });
    },
  });
  try {
    while (!(await follow())) await session.refresh();
  } finally {
    client.dispose();
  }

  /** Whether it has come to its end; else the gateway has ended it, and it is to be opened again. */
  async function follow(): Promise<boolean> {
    const variables = { id: orderId };
    for await (const { data, errors = [] } of client.iterate<{ orderChanged: WatchedOrder }>({ query, variables })) {
      const code = errors[0]?.extensions?.code;
      if (code === 'UNAUTHENTICATED' || code === 'STREAM_ENDED') return false;
      if (data == null) throw new Error(errors[0]?.message ?? 'There was no answer.');
      onOrder(data.orderChanged);
    }
    return true;
  }
}
