import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import { isErrorCode } from '@rushgraph/identity';
import type { Metrics } from '../metrics.ts';
import { nameOperation } from './request-scope.ts';

/** Operation names come from clients: so many are labels, and those that come after them are counted as `other`. */
const MOST_NAMES = 100;

/**
 * Times each operation by name, kind and outcome, counts the errors of answers by name and code, and names the operation in
 * the log lines of its request.
 */
export function operationMetrics<Context extends BaseContext>(metrics: Metrics): ApolloServerPlugin<Context> {
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

  function labelOf(name: string | null | undefined): string {
    if (name === null || name === undefined) return 'unnamed';
    if (names.size < MOST_NAMES) names.add(name);
    return names.has(name) ? name : 'other';
  }

  return {
    async requestDidStart() {
      const stop = duration.startTimer();
      return {
        async didResolveOperation({ operationName }) {
          nameOperation(operationName);
        },
        async willSendResponse({ operation, operationName, errors, response: { body } }) {
          // Only a valid operation takes a place among the names.
          const name = labelOf(operation === undefined ? null : operationName);
          stop({
            operation: name,
            kind: operation?.operation ?? 'unknown',
            outcome: errors === undefined ? 'ok' : 'error',
          });
          // As the client is told them.
          const told = body.kind === 'single' ? (body.singleResult.errors ?? []) : [];
          for (const { extensions } of told) failures.inc({ operation: name, code: codeOf(extensions?.code) });
        },
      };
    },
  };
}

function codeOf(code: unknown): string {
  return isErrorCode(code) ? code : 'other';
}
