import { setPriority } from 'node:os';

const LOWEST = 19;

/*
 * Begins each thread beside the one that serves requests: it waits for others where processors are few. What a thread loads
 * is most of its start, and all that is imported statically is loaded before the first line runs; so the rest comes only
 * now. Linux alone has priorities of threads: elsewhere this would be the whole process's.
 */
if (process.platform === 'linux') setPriority(LOWEST);
const [, , script = ''] = process.argv;
await import(script);
