import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import { isErrorCode } from '@rushgraph/identity';
import type { GraphQLFormattedError, OperationDefinitionNode } from 'graphql';
import type { Metrics } from '../metrics.ts';
import { nameOperation } from './request-scope.ts';

/** Operation names come from clients: so many are labels, and those that come after them are counted as `other`. */
const MOST_NAMES = 100;

type NamedOperation = Pick<OperationDefinitionNode, 'name' | 'operation'>;

/** What has become of an operation. */
interface AnsweredOperation {
  /** Undefined when there is none that is valid. */
  readonly operation: NamedOperation | undefined;
  /** As the client is told them. */
  readonly errors: readonly GraphQLFormattedError[] | undefined;
}

/** Counts an operation that began at this moment of `performance` and is answered now. */
export type MeasureOperation = (startedAt: number, answered: AnsweredOperation) => void;

/** Times each operation by name, kind and outcome, and counts the errors of answers by name and code. */
export function measureOperations(metrics: Metrics): MeasureOperation {
  const duration = metrics.histogram('graphql_operation_seconds', 'Time to answer a GraphQL operation', [
    'operation',
    'kind',
    'outcome',
  ]);
  const failures = metrics.counter('graphql_errors_total', 'Errors in answers to GraphQL operations', [
    'operation',
    'code',
  ]);
  const names = new Set<string>();

  function labelOf(name: string | undefined): string {
    if (name === undefined) return 'unnamed';
    if (names.size < MOST_NAMES) names.add(name);
    return names.has(name) ? name : 'other';
  }

  return (startedAt, { operation, errors }) => {
    // Only a valid operation takes a place among the names.
    const name = labelOf(operation?.name?.value);
    const labels = {
      operation: name,
      kind: operation?.operation ?? 'unknown',
      outcome: errors === undefined ? 'ok' : 'error',
    };
    duration.observe(labels, (performance.now() - startedAt) / 1_000);
    for (const { extensions } of errors ?? []) failures.inc({ operation: name, code: codeOf(extensions?.code) });
  };
}

/** Measures what the engine answers, and names the operation in the log lines of its request. */
export function operationMetrics<Context extends BaseContext>(
  metrics: Metrics,
  measure: MeasureOperation = measureOperations(metrics),
): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      const startedAt = performance.now();
      return {
        async didResolveOperation({ operationName }) {
          nameOperation(operationName);
        },
        async willSendResponse({ operation, errors, response: { body } }) {
          const told = body.kind === 'single' ? body.singleResult.errors : [];
          measure(startedAt, { operation, errors: errors && (told ?? []) });
        },
      };
    },
  };
}

function codeOf(code: unknown): string {
  return isErrorCode(code) ? code : 'other';
}
