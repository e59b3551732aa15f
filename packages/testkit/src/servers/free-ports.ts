import { createServer } from 'node:net';

/** Below the range from which systems give ports to outgoing connections, and clear of our own fixed ports. */
const FIRST = 10_100;
const LAST = 12_900;

/** Ports that nothing listens on. Starts at a place of this process's own, so that test runs side by side rarely meet. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  const span = LAST - FIRST;
  const start = Number((BigInt(process.pid) * 97n + process.hrtime.bigint()) % BigInt(span));
  for (let step = 0; ports.length < count; step++) {
    if (step === span) throw new Error(`Fewer than ${count} free ports from ${FIRST} to ${LAST}`);
    const port = FIRST + ((start + step) % span);
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
