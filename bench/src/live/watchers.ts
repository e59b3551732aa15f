import { Agent, request } from 'undici';

export interface Watcher {
  readonly token: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface WatchOptions {
  /** Of the gateway's event streams. */
  readonly url: string;
  readonly query: string;
  /** Finds in an answer when what it tells has happened, as RFC 3339. */
  readonly happenedAt: RegExp;
  /** How many are opened at the same time. */
  readonly atOnce: number;
  /** Where they come from: an address has some 28,000 ports. */
  readonly localAddress: string;
}

export interface Watchers {
  /** Answers that have come since the last call, the first of each subscription left out. */
  takeAnswers(): number;
  /** Milliseconds from what has happened to its answer, of those that have come since the last call. */
  takeLatencies(): number[];
  close(): Promise<void>;
}

/** Opens subscriptions over server-sent events, each on a connection of its own. */
export async function openWatchers(watchers: readonly Watcher[], options: WatchOptions): Promise<Watchers> {
  const { url, query, happenedAt, atOnce, localAddress } = options;
  const agent = new Agent({ connections: null, bodyTimeout: 0, headersTimeout: 60_000, connect: { localAddress } });
  const times = new RegExp(happenedAt, 'g');
  let answers = 0;
  let latencies: number[] = [];
  let next = 0;

  async function open({ token, variables }: Watcher): Promise<void> {
    const { statusCode, body } = await request(url, {
      dispatcher: agent,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify({ query, variables }),
    });
    if (statusCode !== 200) throw new Error(`HTTP ${statusCode}`);
    await new Promise<void>((resolve, reject) => {
      let isFirst = true;
      body.on('error', (error) => (isFirst ? reject(error) : undefined));
      body.on('data', (chunk: Buffer) => {
        const text = chunk.toString();
        if (text.includes('"errors"')) reject(new Error(text));
        for (const event of text.split('\n\n')) {
          if (!event.startsWith('event: next')) continue;
          if (!isFirst) {
            answers += 1;
            for (const [, time = ''] of event.matchAll(times)) latencies.push(Date.now() - Date.parse(time));
          }
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
    takeAnswers() {
      const taken = answers;
      answers = 0;
      return taken;
    },
    takeLatencies() {
      const taken = latencies;
      latencies = [];
      return taken;
    },
    close: () => agent.destroy(),
  };
}
