import { once } from 'node:events';
import net from 'node:net';

/** Stands between a program and one of the test servers, and can be what that server is on a bad day. */
export interface StoreProxy {
  readonly port: number;
  /** Passes everything on, as at first; what came while it was silent included. */
  pass(): void;
  /** Like a server that stands still: connections are taken and stay, and nothing is answered. */
  fallSilent(): void;
  /** Like a server that has ended: connections break, and new ones too. */
  breakOff(): void;
  stop(): Promise<void>;
}

/** Forwards to `port` of this computer. */
export async function startStoreProxy(port: number): Promise<StoreProxy> {
  const sockets = new Set<net.Socket>();
  let manner: 'passing' | 'silent' | 'broken' = 'passing';

  function join(from: net.Socket, to: net.Socket): void {
    sockets.add(from);
    if (manner === 'silent') from.pause();
    from.on('data', (data) => to.write(data));
    from.once('close', () => {
      sockets.delete(from);
      to.destroy();
    });
    // A connection that breaks closes; that is all there is to know here.
    from.on('error', () => to.destroy());
  }

  const server = net.createServer((client) => {
    if (manner === 'broken') {
      client.destroy();
      return;
    }
    const upstream = net.createConnection({ host: '127.0.0.1', port });
    join(client, upstream);
    join(upstream, client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port');
  return {
    port: address.port,
    pass() {
      manner = 'passing';
      for (const socket of sockets) socket.resume();
    },
    fallSilent() {
      manner = 'silent';
      for (const socket of sockets) socket.pause();
    },
    breakOff() {
      manner = 'broken';
      for (const socket of sockets) socket.destroy();
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/**
 * From now on `net.connect` of this process reaches `to` instead of `from`: for a client whose server tells it where to
 * connect, as Kafka does. Returns how to undo it.
 */
export function redirectConnections(from: number, to: number): () => void {
  const { connect } = net;
  Object.assign(net, {
    connect(...given: unknown[]): unknown {
      const [options, ...others] = given;
      const isMeant =
        typeof options === 'object' && options !== null && 'port' in options && Number(options.port) === from;
      return Reflect.apply(connect, net, isMeant ? [{ ...options, port: to }, ...others] : given);
    },
  });
  return () => Object.assign(net, { connect });
}
