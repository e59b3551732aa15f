import { codedError } from '@rushgraph/identity';
import type { GraphQLError } from 'graphql';
import { isNestedDeeperThan } from '../limit-operations/measure-nesting.ts';
import { hasConditionalRoot } from './conditional-root.ts';

/** Brackets inside each other. Parsers and validators call themselves for each; their stack holds ten times as many. */
const MOST_NESTED = 200;

/** What of a text the engine would take for a fault of its own. */
export function textProblem(text: string): GraphQLError | undefined {
  if (isNestedDeeperThan(text, MOST_NESTED))
    return codedError('OPERATION_TOO_COMPLEX', `The document is nested more than ${MOST_NESTED} levels deep.`);
  if (hasConditionalRoot(text))
    return codedError('GRAPHQL_VALIDATION_FAILED', 'The field of a subscription cannot depend on @skip or @include.');
  return undefined;
}
