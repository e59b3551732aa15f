import type { GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { SubgraphClient } from '../fetch-subgraphs/subgraph-client.ts';
import { createSegmentedCache, type SegmentedCache } from '../segmented-cache.ts';
import { createTypeTest } from './compile/type-test.ts';
import { compilePlan } from './execute/compile-plan.ts';
import type { CompiledOperation } from './execute/operation.ts';
import type { OperationParts } from './execute/operation-parts.ts';
import type { CompiledSubscription } from './execute/subscription.ts';
import type { PlannerLimits } from './plan/planner.ts';
import { createPlanMemory } from './plan/remember-plans.ts';
import type { ReadSupergraph, SubgraphPlace } from './read/read-supergraph.ts';
import { createCompletions } from './shape/completions.ts';

/** Everything that one supergraph brings with it; requests that began with it end with it. */
export interface LoadedSupergraph extends OperationParts {
  readonly sdl: string;
  /** What clients see of it. */
  readonly apiSdl: string;
  /** SHA-256 in hex of that text. */
  readonly apiHash: string;
  /** Root fields of queries that several subgraphs answer in parts. */
  readonly sharedRootFields: ReadonlySet<string>;
  readonly conditions: Conditions;
  /** Compiled operations by the hash of their text, their name, and what their conditions say. */
  readonly operations: SegmentedCache<CompiledOperation>;
  /** The same of subscriptions. */
  readonly subscriptions: SegmentedCache<CompiledSubscription>;
}

export interface LoadOptions extends PlannerLimits {
  readonly clientFor: (place: SubgraphPlace) => SubgraphClient;
  /** Bytes of plans that are remembered, and as many again for compiled operations, and for subscriptions. */
  readonly maxPlanBytes: number;
  readonly onPlanned?: (seconds: number) => void;
}

/** The variables that conditions of a text look at, by its hash: the same whatever the supergraph. */
export type Conditions = LRUCache<string, readonly string[]>;

/** Its room is taken at once, which takes milliseconds. */
export function createConditions(): Conditions {
  return new LRUCache({ max: MAX_TEXTS });
}

const MAX_COMBINED = 1_000;
const MAX_TEXTS = 20_000;

/** Makes a supergraph that was read ready for requests; throws when it names a subgraph that has no client. */
export function loadSupergraph(
  sdl: string,
  { apiSdl, apiHash, facts, places, plan }: ReadSupergraph,
  schema: GraphQLSchema,
  options: LoadOptions & { readonly conditions: Conditions },
): LoadedSupergraph {
  const { clientFor, conditions, maxPlanBytes, onPlanned } = options;
  const { subtypes, hidden, ...parts } = facts;
  const isOfType = createTypeTest(subtypes);
  return {
    sdl,
    apiSdl,
    apiHash,
    schema,
    ...parts,
    completions: createCompletions(schema, hidden),
    plans: createPlanMemory({
      plan,
      compile: (queryPlan) => compilePlan(queryPlan, isOfType),
      maxBytes: maxPlanBytes,
      ...(onPlanned !== undefined && { onPlanned }),
    }),
    isOfType,
    clients: new Map(places.map((place) => [place.name, clientFor(place)])),
    combined: new LRUCache({ max: MAX_COMBINED }),
    conditions,
    subscriptions: createSegmentedCache({ maxBytes: maxPlanBytes, bytesOf: ({ bytes }) => bytes + 1_000 }),
    operations: createSegmentedCache({ maxBytes: maxPlanBytes, bytesOf: ({ bytes }) => bytes + 1_000 }),
  };
}
