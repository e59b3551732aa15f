import { createSocket, type Socket } from 'node:dgram';
import { createServer } from 'node:net';

/** Below the range from which systems give ports to outgoing connections, and clear of our own fixed ports. */
const FIRST = 10_100;
const LAST = 12_900;
const SPAN = LAST - FIRST;

/**
 * Ports that nothing listens on, and that no other call gives, of whatever process, for as long as this process lives: a
 * server may take seconds until it listens. They are looked for from `start` on, a number below 2,800; default: somewhere.
 */
export async function freePorts(count: number, start = placeOfItsOwn()): Promise<number[]> {
  const ports: number[] = [];
  for (let step = 0; ports.length < count; step++) {
    if (step === SPAN) throw new Error(`Fewer than ${count} free ports from ${FIRST} to ${LAST}`);
    const port = FIRST + ((start + step) % SPAN);
    const claimed = await claim(port);
    if (claimed === undefined) continue;
    if (await isFree(port)) ports.push(port);
    else claimed.close();
  }
  return ports;
}

function placeOfItsOwn(): number {
  return Number((BigInt(process.pid) * 97n + process.hrtime.bigint()) % BigInt(SPAN));
}

/** By the port of the same number for datagrams, which none of our servers uses: the system gives it to one process, and has it back at its end. */
function claim(port: number): Promise<Socket | undefined> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4').unref();
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.close();
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => resolve(socket));
  });
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
