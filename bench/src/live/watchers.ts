import type { OrderId } from '@rushgraph/contracts';
import { Agent, request } from 'undici';

export interface Watcher {
  readonly orderId: OrderId;
  readonly token: string;
}

export interface Watchers {
  /** Answers that have come, the first of each subscription included. */
  count(): number;
  /** Milliseconds from the publication of a change to its answer, of those that have come since the last call. */
  takeLatencies(): number[];
  close(): Promise<void>;
}

const query = 'subscription ($id: ID!) { orderChanged(orderId: $id) { id placedAt } }';
const PLACED_AT = /"placedAt":"([^"]+)"/g;

/** Opens subscriptions over server-sent events, so many at a time, each on a connection of its own. */
export async function openWatchers(url: string, watchers: readonly Watcher[], atOnce: number): Promise<Watchers> {
  const agent = new Agent({ connections: null, bodyTimeout: 0, headersTimeout: 60_000 });
  let answers = 0;
  let latencies: number[] = [];
  let next = 0;

  async function open({ orderId, token }: Watcher): Promise<void> {
    const { statusCode, body } = await request(url, {
      dispatcher: agent,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify({ query, variables: { id: orderId } }),
    });
    if (statusCode !== 200) throw new Error(`HTTP ${statusCode}`);
    await new Promise<void>((resolve, reject) => {
      let isFirst = true;
      body.on('error', (error) => (isFirst ? reject(error) : undefined));
      body.on('data', (chunk: Buffer) => {
        const text = chunk.toString();
        if (text.includes('"errors"')) reject(new Error(text));
        for (const [, publishedAt = ''] of text.matchAll(PLACED_AT)) {
          answers += 1;
          if (!isFirst) latencies.push(Date.now() - Date.parse(publishedAt));
          isFirst = false;
          resolve();
        }
      });
    });
  }

  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let watcher = watchers[next++]; watcher !== undefined; watcher = watchers[next++]) await open(watcher);
    }),
  );
  return {
    count: () => answers,
    takeLatencies() {
      const taken = latencies;
      latencies = [];
      return taken;
    },
    close: () => agent.destroy(),
  };
}
