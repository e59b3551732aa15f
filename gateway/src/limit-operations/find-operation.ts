import { type DocumentNode, getOperationAST, Kind, type OperationDefinitionNode } from 'graphql';
import { refusal } from './refusal.ts';

/** The operation that a request means; throws the refusal of a request that names none, or does not say which. */
export function findOperation(document: DocumentNode, name: string | undefined): OperationDefinitionNode {
  const operation = getOperationAST(document, name);
  if (operation != null) return operation;
  throw unknownOperation(document, name);
}

/** What is wrong with a request in which no operation was found. */
export function unknownOperation(document: DocumentNode | undefined, name: string | undefined) {
  const count = document?.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length ?? 0;
  if (name !== undefined) return refusal('BAD_USER_INPUT', '"operationName" names no operation of the document.');
  if (count === 0) return refusal('BAD_USER_INPUT', 'The document has no operation.');
  return refusal('BAD_USER_INPUT', `The document has ${count} operations: "operationName" must name one.`);
}
