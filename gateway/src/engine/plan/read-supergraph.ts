import { Supergraph } from '@apollo/federation-internals';
import { printSchema } from 'graphql';
import { createPlanner, type Plan, type PlannerLimits } from './planner.ts';

export interface SubgraphPlace {
  readonly name: string;
  readonly url: string;
}

/** A supergraph that was found to be one, in a form that a thread can hand to another, and what plans for it. */
export interface ReadSupergraph {
  /** The schema that clients see. */
  readonly apiSdl: string;
  readonly places: readonly SubgraphPlace[];
  readonly plan: Plan;
}

/** Reads a supergraph and makes its planner ready, which takes a third of a second for a large one. Throws when it is none. */
export function readSupergraph(sdl: string, limits: PlannerLimits): ReadSupergraph {
  const supergraph = Supergraph.build(sdl, { validateSupergraph: true });
  const apiSchema = supergraph.apiSchema();
  return {
    apiSdl: printSchema(apiSchema.toGraphQLJSSchema()),
    places: supergraph.subgraphsMetadata().map(({ name, url }) => ({ name, url })),
    plan: createPlanner(supergraph, apiSchema, limits),
  };
}
