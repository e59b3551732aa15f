import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { Chance } from '@rushgraph/testkit';

/** Sits between the services and Kafka, and loses answers. */
export interface AnswerProxy {
  readonly port: number;
  /** From now on one of so many answers to produce requests is lost, with its connection; 0 loses none. */
  lose(oneOf: number): void;
  /** Answers that were lost: what they acknowledged is in the log. */
  lost(): number;
  stop(): Promise<void>;
}

const PRODUCE = 0;
const SIZE_BYTES = 4;

/** Forwards to `broker` (`host:port`). */
export async function startAnswerProxy(broker: string, { random }: Chance): Promise<AnswerProxy> {
  const [host, port] = broker.split(':');
  const open = new Set<Socket>();
  let loseOneOf = 0;
  let untilNext = 0;
  let lost = 0;

  /** Not one chance for each answer: how many are lost would depend on luck, and on how busy the computer is. */
  function isDoomed(): boolean {
    if (loseOneOf === 0 || --untilNext > 0) return false;
    untilNext = 1 + Math.floor(random() * (2 * loseOneOf - 1));
    return true;
  }

  const server = createServer((client) => {
    const upstream = connect({ host, port: Number(port) });
    const doomed = new Set<number>();
    const end = () => {
      client.destroy();
      upstream.destroy();
      open.delete(client);
    };
    open.add(client);
    for (const socket of [client, upstream]) {
      socket.once('close', end);
      // A connection that breaks closes; that is all there is to know here.
      socket.on('error', end);
    }
    const requests = frames((frame) => {
      if (frame.readInt16BE(SIZE_BYTES) === PRODUCE && isDoomed()) doomed.add(frame.readInt32BE(SIZE_BYTES + 4));
      upstream.write(frame);
    });
    const answers = frames((frame) => {
      if (doomed.delete(frame.readInt32BE(SIZE_BYTES))) {
        lost++;
        end();
      } else client.write(frame);
    });
    client.on('data', requests);
    upstream.on('data', answers);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port');
  return {
    port: address.port,
    lose(oneOf) {
      loseOneOf = oneOf;
    },
    lost: () => lost,
    async stop() {
      for (const client of open) client.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Cuts a stream of bytes into frames of the Kafka protocol: four bytes of size, then as many as they say. */
function frames(take: (frame: Buffer) => void): (data: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (data) => {
    rest = rest.length === 0 ? data : Buffer.concat([rest, data]);
    while (rest.length >= SIZE_BYTES) {
      const end = SIZE_BYTES + rest.readInt32BE(0);
      if (rest.length < end) return;
      take(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
  };
}
