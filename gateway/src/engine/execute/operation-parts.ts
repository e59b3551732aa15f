import type { GraphQLSchema } from 'graphql';
import type { LRUCache } from 'lru-cache';
import type { SubgraphClient } from '../../fetch-subgraphs/subgraph-client.ts';
import type { TypeTest } from '../compile/type-test.ts';
import type { RequiredWithArguments } from '../plan/keys-in-plan.ts';
import type { PublicFields } from '../plan/public-fields.ts';
import type { PlanMemory } from '../plan/remember-plans.ts';
import type { Completions } from '../shape/shape.ts';
import type { CombinedRequest } from './combine-requests.ts';
import type { Step } from './run.ts';

/** What of a supergraph an operation is compiled with, and runs on. */
export interface OperationParts {
  /** What clients see. */
  readonly schema: GraphQLSchema;
  readonly completions: Completions;
  readonly required: RequiredWithArguments;
  readonly publicFields: PublicFields;
  readonly plans: PlanMemory<Step>;
  readonly isOfType: TypeTest;
  readonly clients: ReadonlyMap<string, SubgraphClient>;
  readonly combined: LRUCache<string, CombinedRequest>;
}
