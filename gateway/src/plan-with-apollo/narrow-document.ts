import type { GatewayExecutor } from '@apollo/server-gateway-interface';
import { type DocumentNode, Kind, type OperationDefinitionNode, separateOperations } from 'graphql';

/**
 * Gives the engine the operation with its own fragments alone. It reads all that a document holds as belonging to the one
 * operation, and fails when variables of the same name mean different things in another one.
 */
export function narrowDocument(execute: GatewayExecutor): GatewayExecutor {
  const known = new WeakMap<OperationDefinitionNode, DocumentNode>();

  return async (request) => {
    const { document, operation } = request;
    const seen = known.get(operation);
    const narrow = seen ?? ownPartOf(document, operation);
    if (seen === undefined) known.set(operation, narrow);
    return execute({ ...request, document: narrow });
  };
}

function ownPartOf(document: DocumentNode, { name }: OperationDefinitionNode): DocumentNode {
  const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  return operations.length === 1 ? document : (separateOperations(document)[name?.value ?? ''] ?? document);
}
