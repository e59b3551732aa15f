import type { ApolloServerPlugin } from '@apollo/server';
import { CLIENT_NAME } from '../client-program.ts';
import type { GatewayContext } from '../context.ts';
import type { UseCounter } from '../record-use/count-use.ts';
import { noteErrors, noteOperation } from './request-note.ts';

/** Notes what an operation was and how it ended, for the line in the log; and counts it, when it was executed. */
export function noteOperations(use: UseCounter | undefined): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ schema, document, operation, request, response, contextValue: { note } }) {
          if (operation !== undefined) noteOperation(note, operation);
          if (response.body.kind !== 'single') return;
          const { data, errors = [] } = response.body.singleResult;
          if (errors.length > 0) noteErrors(note, errors);
          if (use === undefined || document === undefined || operation === undefined || data === undefined) return;
          use.count({ schema, document, operation }, request.http?.headers.get(CLIENT_NAME));
        },
      };
    },
  };
}
