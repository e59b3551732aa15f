import { type DocumentNode, type GraphQLSchema, Kind, type OperationDefinitionNode } from 'graphql';
import type { RootUse } from '../limit-rates/limit-rates.ts';
import type { OperationLimits } from './limits.ts';
import { type Price, priceOperation } from './price-operation.ts';
import { refusal } from './refusal.ts';
import { variablesThatRefuseNull } from './refused-nulls.ts';
import { rootUseOf } from './root-use.ts';
import { sizeProblem, tooMuch } from './size-problem.ts';

interface Known {
  readonly price: Price;
  readonly use: RootUse;
  readonly refusesNull: ReadonlySet<string>;
}

/** An operation that may be run, as far as it alone tells. */
export interface CheckedOperation {
  readonly use: RootUse;
  readonly cost: number;
}

export type CheckOperation = (
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  /** Told the price before it is judged. */
  onPriced?: (cost: number) => void,
) => CheckedOperation;

/**
 * Refuses a valid operation that would be too much work, or has a null where none is allowed, with a coded error. Documents
 * are kept by who calls, so each is looked at once.
 */
export function createOperationCheck(limits: OperationLimits): CheckOperation {
  const known = new WeakMap<OperationDefinitionNode, Known>();

  function lookAt(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Known {
    const seen = known.get(operation);
    if (seen !== undefined) return seen;
    const problem = sizeProblem(document, operation, limits);
    if (problem !== undefined) throw tooComplex(problem);
    const price = priceOperation(schema, document, operation);
    const use = rootUseOf(document, operation);
    const looked = { price, use, refusesNull: variablesThatRefuseNull(schema, document, operation) };
    known.set(operation, looked);
    return looked;
  }

  return (schema, document, operation, variables, onPriced) => {
    const { price, use, refusesNull } = lookAt(schema, document, operation);
    if (refusesNull.size > 0) refuseNulls(operation, refusesNull, variables);
    const cost = price(variables);
    onPriced?.(cost);
    if (cost > limits.cost) throw tooComplex(tooMuch(`would cost ${cost}`, limits.cost));
    return { use, cost };
  };
}

/** The refusal of a valid operation that would be too much work, in these words. */
export function tooComplex(problem: string) {
  return refusal('OPERATION_TOO_COMPLEX', problem);
}

function refuseNulls(
  { variableDefinitions = [] }: OperationDefinitionNode,
  refusesNull: ReadonlySet<string>,
  variables: Readonly<Record<string, unknown>>,
): void {
  for (const { variable, defaultValue } of variableDefinitions) {
    const name = variable.name.value;
    const isGiven = Object.hasOwn(variables, name) && variables[name] !== undefined;
    const isNull = isGiven ? variables[name] === null : defaultValue?.kind === Kind.NULL;
    if (isNull && refusesNull.has(name))
      throw refusal('BAD_USER_INPUT', `Variable "$${name}" must not be null where it is used. Leave it out instead.`);
  }
}
