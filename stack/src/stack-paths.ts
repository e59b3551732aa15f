import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ServerName, StackSet } from './stack-types.ts';

/** The folder of this package: pom.xml and the MongoDB main live here. */
export const stackPackage = fileURLToPath(new URL('..', import.meta.url));

export type StackPaths = ReturnType<typeof stackPaths>;

/** Every file the stack keeps for one set of one checkout. */
export function stackPaths(root: string, set: StackSet) {
  const home = join(root, '.stack');
  const directory = join(home, set);
  return {
    home,
    library: join(home, 'lib'),
    /** Beside the set's directory, so that `reset` may delete the directory while holding it. */
    lock: join(home, `${set}.lock`),
    libraryLock: join(home, 'lib.lock'),
    directory,
    logs: join(directory, 'logs'),
    ports: join(directory, 'ports.json'),
    dockerMarker: join(directory, 'docker.json'),
    serverDirectory: (server: ServerName) => join(directory, server),
    data: (server: ServerName) => join(directory, server, 'data'),
    log: (server: ServerName) => join(directory, 'logs', `${server}.log`),
    pid: (server: ServerName) => join(directory, `${server}.pid.json`),
    mysqlSocket: shortSocketPath(join(directory, 'mysql', 'mysql.sock')),
  };
}

/** The kernel allows about 104 bytes for a socket's path (macOS; 108 on Linux), and checkouts may lie deep. */
function shortSocketPath(wanted: string): string {
  if (Buffer.byteLength(wanted) < 100) return wanted;
  return join('/tmp', `rushgraph-${createHash('sha256').update(wanted).digest('hex').slice(0, 16)}.sock`);
}
