import { type MeasureOperation, nameOperation } from '@rushgraph/service';
import { GraphQLError, type GraphQLFormattedError, Kind, OperationTypeNode } from 'graphql';
import { formatErrors, type HttpHead } from '../answer-known/format-errors.ts';
import { asksForPlan } from '../asks-for-plan.ts';
import type { Engine } from '../engine/engine.ts';
import { tooComplex } from '../limit-operations/check-operation.ts';
import { noteErrors, noteOperation, type RequestNote } from '../log-requests/request-note.ts';
import type { FoundError, InvalidDocument, TooLarge, ValidDocument } from './examine-text.ts';
import type { AskedOperation } from './read-asked.ts';

export interface TellRefusalsDeps {
  readonly engine: Pick<Engine, 'current'>;
  readonly mask: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;
  readonly measure: MeasureOperation;
}

export interface ToldRefusal extends HttpHead {
  readonly text: string;
}

/** The answer to an operation that is refused for its text; undefined for others, which Apollo Server answers. */
export type TellRefusals = (
  examined: InvalidDocument | ValidDocument,
  asked: AskedOperation,
  method: string,
  note: RequestNote,
) => ToldRefusal | undefined;

/** Answers as Apollo Server would, with all that is noted and counted of its answers. */
export function tellRefusals({ engine, mask, measure }: TellRefusalsDeps): TellRefusals {
  function tellInvalid({ code, errors: found }: InvalidDocument, note: RequestNote): ToldRefusal {
    const startedAt = performance.now();
    const errors = found.map((one) => mask(...completed(one, code)));
    noteErrors(note, errors);
    measure(startedAt, { operation: undefined, errors });
    return { status: 400, headers: new Map(), text: textOf(errors) };
  }

  function tellTooLarge({ name, operation: kind, problem }: TooLarge, note: RequestNote): ToldRefusal {
    const startedAt = performance.now();
    const operation = { operation: kind, ...(name !== undefined && { name: nameNode(name) }) };
    nameOperation(name);
    noteOperation(note, operation);
    const { errors = [], head } = formatErrors([tooComplex(problem)], mask, 500);
    noteErrors(note, errors);
    measure(startedAt, { operation, errors });
    return { ...head, text: textOf(errors) };
  }

  /** The operation that the request means, when it is too large and refused for nothing else before. */
  function refusedOf(examined: ValidDocument, asked: AskedOperation, method: string): TooLarge | undefined {
    if (asksForPlan({ extensions: asked.extensions ?? {} })) return undefined;
    const { tooLarge, operations } = examined;
    const meant = tooLarge.filter(({ name }) => asked.operationName === undefined || name === asked.operationName);
    const [operation] = meant;
    if (operation === undefined || (asked.operationName === undefined && operations.length > 1)) return undefined;
    const isQuery = operation.operation === OperationTypeNode.QUERY;
    const isMutation = operation.operation === OperationTypeNode.MUTATION && method === 'POST';
    const isOfGraph = engine.current().schema.getRootType(operation.operation) != null;
    return isOfGraph && (isQuery || isMutation) ? operation : undefined;
  }

  return (examined, asked, method, note) => {
    if (!asked.isWhole) return undefined;
    if (examined.kind === 'invalid') return tellInvalid(examined, note);
    const operation = refusedOf(examined, asked, method);
    return operation && tellTooLarge(operation, note);
  };
}

/** As Apollo Server completes it, and the error that it would be made of. */
function completed({ message, locations, originalCode }: FoundError, code: string) {
  const originalError = new GraphQLError(message, { extensions: { code: originalCode } });
  const error = new GraphQLError(message, { originalError, extensions: { code } });
  return [{ message, ...(locations !== undefined && { locations }), extensions: { code } }, error] as const;
}

function textOf(errors: readonly GraphQLFormattedError[]): string {
  return `${JSON.stringify({ errors })}\n`;
}

function nameNode(value: string) {
  return { kind: Kind.NAME, value } as const;
}
