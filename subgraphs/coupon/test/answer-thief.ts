import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** Stands between a client and Redis, and takes away the answer to what it is told to. */
export interface AnswerThief {
  readonly url: string;
  /** The answer to the next request that holds this text is lost, and with it the connection. */
  loseAnswerTo(text: string): void;
  /** How many were lost. */
  lost(): number;
  /** How many requests held this text, the first as well as those that were sent again. */
  asked(text: string): number;
  stop(): Promise<void>;
}

/** Forwards to the Redis at `url`. */
export async function startAnswerThief(url: string): Promise<AnswerThief> {
  const { hostname, port, pathname } = new URL(url);
  const sockets = new Set<Socket>();
  let wanted: string | undefined;
  let lost = 0;
  const requests: Buffer[] = [];

  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    let isDoomed = false;
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.once('close', end);
      // A connection that breaks closes; that is all there is to know here.
      socket.on('error', end);
    }
    client.on('data', (request) => {
      requests.push(request);
      if (wanted !== undefined && request.includes(wanted)) {
        isDoomed = true;
        wanted = undefined;
      }
      upstream.write(request);
    });
    upstream.on('data', (answer) => {
      if (!isDoomed) client.write(answer);
      else {
        lost++;
        end();
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The thief has no port');
  return {
    url: `redis://127.0.0.1:${address.port}${pathname}`,
    loseAnswerTo(text) {
      wanted = text;
    },
    lost: () => lost,
    asked: (text) => requests.filter((request) => request.includes(text)).length,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
