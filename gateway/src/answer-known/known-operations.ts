import type { ApolloServerPlugin } from '@apollo/server';
import { onlyOperation } from '@rushgraph/service';
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { GatewayContext } from '../context.ts';

/** An operation that is valid for a supergraph, and has been answered by it. */
export interface KnownOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly queryHash: string;
}

export interface KnownOperations {
  /** By its text, or by its hash when it is asked for by that. */
  get(schema: GraphQLSchema, textOrHash: string): KnownOperation | undefined;
  set(schema: GraphQLSchema, textOrHash: string, known: KnownOperation): void;
}

/** Of all texts of a supergraph together. A parsed document takes about 80 bytes of the heap for each. */
const MAX_CHARACTERS = 400_000;

export function createKnownOperations(): KnownOperations {
  const bySchema = new WeakMap<GraphQLSchema, LRUCache<string, KnownOperation>>();

  function begin(schema: GraphQLSchema): LRUCache<string, KnownOperation> {
    const operations = new LRUCache<string, KnownOperation>({
      maxSize: MAX_CHARACTERS,
      sizeCalculation: ({ document: { loc } }, key) => Math.max(key.length, loc?.source.body.length ?? 0),
    });
    bySchema.set(schema, operations);
    return operations;
  }

  return {
    get: (schema, textOrHash) => bySchema.get(schema)?.get(textOrHash),
    set(schema, textOrHash, known) {
      (bySchema.get(schema) ?? begin(schema)).set(textOrHash, known);
    },
  };
}

/**
 * Remembers operations that Apollo Server has answered more than once: it then has the document already, and nobody has
 * examined it for this request. What is asked
 * once, as strangers do who make up operations, takes no room.
 */
export function rememberKnown(known: KnownOperations): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart() {
      let isNew = false;
      return {
        async parsingDidStart() {
          isNew = true;
        },
        async willSendResponse({ schema, source, queryHash, document, request, contextValue, response: { body } }) {
          const operation = document && onlyOperation(document);
          isNew ||= contextValue.note.examined !== undefined;
          if (isNew || document === undefined || operation === undefined) return;
          if (body.kind !== 'single' || body.singleResult.data === undefined || queryHash === undefined) return;
          const key = request.query === undefined ? queryHash : source;
          if (key !== undefined) known.set(schema, key, { document, operation, queryHash });
        },
      };
    },
  };
}
