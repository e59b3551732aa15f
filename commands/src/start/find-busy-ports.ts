import { connect } from 'node:net';

/** Those of the ports on which somebody already listens on this computer. */
export async function findBusyPorts(ports: readonly number[]): Promise<number[]> {
  const busy = await Promise.all(ports.map(isBusy));
  return ports.filter((_, index) => busy[index]);
}

async function isBusy(port: number): Promise<boolean> {
  return (await listens(port, '127.0.0.1')) || (await listens(port, 'localhost'));
}

function listens(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
