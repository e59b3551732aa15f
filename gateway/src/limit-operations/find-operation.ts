import { refusal } from './refusal.ts';

interface Named {
  readonly name: string | undefined;
}

/** The one of a document's operations that a request means; undefined when it names none, or does not say which. */
export function operationMeant<T extends Named>(operations: readonly T[], name: string | undefined): T | undefined {
  if (name !== undefined) return operations.find((one) => one.name === name);
  return operations.length > 1 ? undefined : operations[0];
}

/** The same; throws the refusal of such a request. */
export function findOperation<T extends Named>(operations: readonly T[], name: string | undefined): T {
  const operation = operationMeant(operations, name);
  if (operation === undefined) throw unknownOperation(operations.length, name);
  return operation;
}

/** What is wrong with a request in which no operation was found. */
export function unknownOperation(count: number, name: string | undefined) {
  if (name !== undefined) return refusal('BAD_USER_INPUT', '"operationName" names no operation of the document.');
  if (count === 0) return refusal('BAD_USER_INPUT', 'The document has no operation.');
  return refusal('BAD_USER_INPUT', `The document has ${count} operations: "operationName" must name one.`);
}
