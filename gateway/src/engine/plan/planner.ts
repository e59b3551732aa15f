import { operationFromDocument, type Schema, type Supergraph } from '@apollo/federation-internals';
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import { type DocumentNode, GraphQLError } from 'graphql';

export interface PlannerLimits {
  /** Alternatives that are weighed for one plan; beyond, the best so far is not searched for any longer. */
  readonly maxEvaluatedPlans: number;
  /** Ways through the subgraphs that are followed for one field. */
  readonly maxPaths: number;
}

/** Rejects, or throws, a coded GraphQLError for what is too complex. */
export type Plan = (document: DocumentNode) => QueryPlan | Promise<QueryPlan>;

/** The planner has neither classes nor codes for its own limits: these are the beginnings of their messages in 2.14. */
const LIMIT_MESSAGES = [
  'Too many options generated',
  'Number of non-local selections exceeds',
  'Exceeded maximum recursive selections',
];

/** Apollo's own planner: what it plans is what we execute. */
export function createPlanner(supergraph: Supergraph, apiSchema: Schema, limits: PlannerLimits): Plan {
  const planner = new QueryPlanner(supergraph, {
    debug: { maxEvaluatedPlans: limits.maxEvaluatedPlans, pathsLimit: limits.maxPaths },
  });
  return (document) => {
    try {
      return planner.buildQueryPlan(operationFromDocument(apiSchema, document, { validate: false }));
    } catch (error) {
      if (!(error instanceof Error) || !LIMIT_MESSAGES.some((beginning) => error.message.startsWith(beginning)))
        throw error;
      throw tooComplex(error);
    }
  };
}

/** What a client is told. */
export function tooComplex(originalError?: Error): GraphQLError {
  return new GraphQLError('The operation is too complex to be planned; ask for less at once.', {
    ...(originalError !== undefined && { originalError }),
    extensions: { code: 'OPERATION_TOO_COMPLEX' },
  });
}
