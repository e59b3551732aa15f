import { hash } from 'node:crypto';
import { Supergraph } from '@apollo/federation-internals';
import { assertValidSchema, printSchema } from 'graphql';
import { createPlanner, type Plan, type PlannerLimits } from '../plan/planner.ts';
import { createFindFitting, type FindFitting } from './find-fitting.ts';
import { readFacts, type SupergraphFacts } from './supergraph-facts.ts';

export interface SubgraphPlace {
  readonly name: string;
  readonly url: string;
}

/** A supergraph that was found to be one, in a form that a thread can hand to another, and what plans for it. */
export interface ReadSupergraph {
  /** The schema that clients see, and that is valid. */
  readonly apiSdl: string;
  /** SHA-256 of it in hex. */
  readonly apiHash: string;
  readonly places: readonly SubgraphPlace[];
  readonly facts: SupergraphFacts;
  readonly plan: Plan;
  readonly findFitting: FindFitting;
}

/** Reads a supergraph and makes its planner ready, which takes a third of a second for a large one. Throws when it is none. */
export function readSupergraph(sdl: string, limits: PlannerLimits): ReadSupergraph {
  const supergraph = Supergraph.build(sdl, { validateSupergraph: true });
  const apiSchema = supergraph.apiSchema();
  const visible = apiSchema.toGraphQLJSSchema();
  assertValidSchema(visible);
  const apiSdl = printSchema(visible);
  return {
    apiSdl,
    apiHash: hash('sha256', apiSdl),
    places: supergraph.subgraphsMetadata().map(({ name, url }) => ({ name, url })),
    facts: readFacts(sdl, visible),
    plan: createPlanner(supergraph, apiSchema, limits),
    findFitting: createFindFitting(apiSdl),
  };
}
