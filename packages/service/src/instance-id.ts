import { randomBytes } from 'node:crypto';

const RANDOM_BYTES = 10;

/**
 * A name for this run of a process, unlike that of any other: 20 hexadecimal digits. Host and process id are no such
 * name, because two containers can share both, and a host name has no bound.
 */
export function createInstanceId(random: (bytes: number) => Uint8Array = randomBytes): string {
  return Buffer.from(random(RANDOM_BYTES)).toString('hex');
}
