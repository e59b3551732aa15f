import { getPriority, setPriority } from 'node:os';

const LOWEST = 19;
/**
 * A third of the weight of the thread that serves. The lowest priority would be too low: messages are handed over under a
 * lock, and a thread that is interrupted while it holds one holds up the thread that serves until it gets its turn.
 */
const STEPS = 5;

/*
 * Imported first of all by each thread beside the one that serves requests: what a thread loads is most of its start. It then
 * waits for others where processors are few. Linux alone has priorities of threads: elsewhere this would be the whole
 * process's.
 */
if (process.platform === 'linux') setPriority(Math.min(LOWEST, getPriority() + STEPS));
