import { setPriority } from 'node:os';

const LOWEST = 19;
/*
 * Imported first of all by each thread beside the one that serves requests: what a thread loads is most of its start. It then
 * waits for others where processors are few. Linux alone has priorities of threads: elsewhere this would be the whole
 * process's.
 */
if (process.platform === 'linux') setPriority(LOWEST);
