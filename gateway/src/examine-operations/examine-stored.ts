import type { ApolloServerPlugin } from '@apollo/server';
import type { GatewayContext } from '../context.ts';
import { addressSubject } from '../limit-rates/rate-subject.ts';
import type { Examination } from './examination.ts';
import { TooManyWaiting } from './take-turns.ts';

/** Has the text of a persisted query examined, too, when only its hash is sent: it is known once Apollo Server has found it. */
export function examineStored(examination: Examination): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart() {
      return {
        async didResolveSource({ request, source, queryHash, contextValue }) {
          if (request.query !== undefined || examination.isKnown(queryHash)) return;
          const { note, clientAddress, signal } = contextValue;
          try {
            const isThere = () => !signal.aborted;
            const examined = await examination.examine(source, queryHash, {
              address: addressSubject(clientAddress),
              isThere,
            });
            if (examined !== undefined) note.examined = source;
          } catch (error) {
            // Here nobody can be refused, and all such texts were valid when they were stored.
            if (!(error instanceof TooManyWaiting)) throw error;
          }
        },
      };
    },
  };
}
