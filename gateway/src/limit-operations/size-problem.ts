import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { OperationLimits } from './limits.ts';
import { measureOperation } from './measure-operation.ts';

/** What a size counts, in words. Depth comes first: the others are only as deep. */
const COUNTED = {
  depth: 'levels of fields',
  selections: 'fields once its fragments are put in',
  aliases: 'aliases',
  directives: 'directives',
  rootFields: 'fields at its root',
} as const;

/** Why a valid operation is too large, in words; undefined when it is not. */
export function sizeProblem(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  limits: OperationLimits,
): string | undefined {
  const size = measureOperation(document, operation);
  for (const [name, words] of Object.entries(COUNTED) as [keyof typeof COUNTED, string][]) {
    if (size[name] > limits[name]) return tooMuch(`has ${size[name]} ${words}`, limits[name]);
  }
  return undefined;
}

/** What a client is told whose operation would be more than is allowed. */
export function tooMuch(what: string, most: number): string {
  return `The operation ${what}; at most ${most} are allowed.`;
}
