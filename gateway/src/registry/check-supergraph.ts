import { readSupergraph } from '../engine/read/read-supergraph.ts';

/** Throws when a supergraph cannot be served: it is none, or names a subgraph whose calls nobody can sign. */
export type CheckSupergraph = (sdl: string) => void;

/** Nobody plans with what is checked. */
const NO_LIMITS = { maxEvaluatedPlans: 1, maxPaths: 1 };

export function createSupergraphCheck(keys: ReadonlyMap<string, unknown>): CheckSupergraph {
  return (sdl) => {
    for (const { name } of readSupergraph(sdl, NO_LIMITS).places)
      if (!keys.has(name)) throw new Error(`VIEWER_KEYS has no key for the subgraph ${name}`);
  };
}
