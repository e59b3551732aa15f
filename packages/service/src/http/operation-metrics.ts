import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import type { Metrics } from '../metrics.ts';

/** Times each operation by kind and outcome. Names come from clients, so they are not labels: labels must be few. */
export function operationMetrics<Context extends BaseContext>(metrics: Metrics): ApolloServerPlugin<Context> {
  const duration = metrics.histogram('graphql_operation_seconds', 'Time to answer a GraphQL operation', [
    'kind',
    'outcome',
  ]);
  return {
    async requestDidStart() {
      const stop = duration.startTimer();
      return {
        async willSendResponse({ operation, errors }) {
          stop({ kind: operation?.operation ?? 'unknown', outcome: errors === undefined ? 'ok' : 'error' });
        },
      };
    },
  };
}
