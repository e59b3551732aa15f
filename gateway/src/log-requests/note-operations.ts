import type { ApolloServerPlugin } from '@apollo/server';
import type { GatewayContext } from '../context.ts';

/** Notes what an operation was and how it ended, for the line in the log. */
export function noteOperations(): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ operation, operationName, response, contextValue: { note } }) {
          if (operation !== undefined) {
            note.operation = operationName ?? null;
            note.kind = operation.operation;
          }
          if (response.body.kind !== 'single') return;
          const { errors = [] } = response.body.singleResult;
          if (errors.length > 0) note.codes = [...new Set(errors.map(({ extensions }) => String(extensions?.code)))];
        },
      };
    },
  };
}
