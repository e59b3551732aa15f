import { markSeldom } from './mark-seldom.ts';
import { returnStartMemory } from './return-start-memory.ts';

/** Ends a start: the heap gives back what only that has needed, and is collected from then on as suits a service at work. */
export function readyHeap(): void {
  // Before the collection, which computes the next limit.
  markSeldom();
  returnStartMemory();
}
