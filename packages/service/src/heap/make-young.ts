import { setFlagsFromString } from 'node:v8';

/**
 * Lets V8 make every object among the young ones. By itself it makes objects among the old ones where those that the same
 * line of code made before were kept: the parser that has read a supergraph makes each later document there, and all that a
 * document leads to outlives young collections until the whole heap is marked. To be called before anything is made that is
 * kept for long. See ADR 98.
 */
export function makeYoung(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}
