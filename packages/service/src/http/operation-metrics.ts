import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import type { Metrics } from '../metrics.ts';
import { nameOperation } from './request-scope.ts';

/** Operation names come from clients: so many are labels, and those that come after them are counted as `other`. */
const MOST_NAMES = 100;

/** Times each operation by name, kind and outcome, and names it in the log lines of its request. */
export function operationMetrics<Context extends BaseContext>(metrics: Metrics): ApolloServerPlugin<Context> {
  const duration = metrics.histogram('graphql_operation_seconds', 'Time to answer a GraphQL operation', [
    'operation',
    'kind',
    'outcome',
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
        async willSendResponse({ operation, operationName, errors }) {
          // Only a valid operation takes a place among the names.
          const name = operation === undefined ? null : operationName;
          stop({
            operation: labelOf(name),
            kind: operation?.operation ?? 'unknown',
            outcome: errors === undefined ? 'ok' : 'error',
          });
        },
      };
    },
  };
}
