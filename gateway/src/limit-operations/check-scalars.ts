import type { ApolloServerPlugin } from '@apollo/server';
import { teachScalars } from './teach-scalars.ts';

/**
 * Checks values of the shop's own scalars at the door. A supergraph names its scalars and says nothing of what they hold,
 * so any value would pass, and the mistake be told by a subgraph in the middle of an answer. What is right goes on as it
 * was written.
 */
export function checkScalars(): ApolloServerPlugin {
  return {
    async serverWillStart() {
      return { schemaDidLoadOrUpdate: ({ apiSchema }) => void teachScalars(apiSchema) };
    },
  };
}
