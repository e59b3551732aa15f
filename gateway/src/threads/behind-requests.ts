import { getPriority, setPriority } from 'node:os';

const LOWEST = 19;

/**
 * Lets the thread that calls this wait for others, by so many steps of the system's, where processors are few. Linux alone
 * has priorities of threads: elsewhere this would be the whole process's.
 */
export function stayBehindRequests(steps: number): void {
  if (process.platform === 'linux') setPriority(Math.min(LOWEST, getPriority() + steps));
}
