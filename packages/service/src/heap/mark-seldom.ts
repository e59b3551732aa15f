import { setFlagsFromString } from 'node:v8';

/**
 * Lets the heap double before V8 marks it again. By itself V8 marks a heap of 45 MB after some 10 more, memory of buffers
 * included: a service that reads and writes large documents then marks all of it once a second, on every processor that
 * there is. Costs up to as much memory as a service holds, while it works; the limits of Node's heap hold as before. Counts
 * from the next collection on. See ADR 92.
 */
export function markSeldom(): void {
  setFlagsFromString('--heap-growing-percent=100');
}
