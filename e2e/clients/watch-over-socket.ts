import { createClient } from 'graphql-ws';
import type { Session } from './session.ts';
import type { WatchedOrder } from './watch-order.ts';

const query = `subscription WatchOrder($id: ID!) {
  orderChanged(orderId: $id) { status title lines { quantity item { name } } }
}`;

interface WatchOptions {
  /** `ws://localhost:4000/graphql`, or whichever gateway is to be asked next. */
  readonly url: () => string;
  readonly session: Session;
  readonly orderId: string;
  readonly onOrder: (order: WatchedOrder) => void;
}

/** The same in a browser and in Node. Resolves when the order is settled; rejects when it is not there. */
export async function watchOverSocket({ url, session, orderId, onOrder }: WatchOptions): Promise<void> {
  let isRefused = false;
  const client = createClient({
    url,
    async connectionParams() {
      if (isRefused) await session.refresh();
      return { authorization: session.accessToken === null ? '' : `Bearer ${session.accessToken}` };
    },
    on: {
      closed(event) {
        isRefused = typeof event === 'object' && event !== null && 'code' in event && event.code === 4403;
      },
    },
    // Whoever connects again is told the present state first: nothing is missed.
    retryAttempts: 20,
    retryWait: (tries) => new Promise((resolve) => setTimeout(resolve, Math.min(100 * 2 ** tries, 5_000))),
    shouldRetry: () => true,
  });
  try {
    const variables = { id: orderId };
    for await (const { data, errors } of client.iterate<{ orderChanged: WatchedOrder }>({ query, variables })) {
      if (data == null) throw new Error(errors?.[0]?.message ?? 'There was no answer.');
      onOrder(data.orderChanged);
    }
  } finally {
    await client.dispose();
  }
}
