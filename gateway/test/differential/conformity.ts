import {
  type DocumentNode,
  type ExecutionResult,
  executeSync,
  type FieldNode,
  type GraphQLSchema,
  Kind,
  visit,
} from 'graphql';
import type { DrawnOperation } from './operations.ts';

const kind: FieldNode = {
  kind: Kind.FIELD,
  alias: { kind: Kind.NAME, value: 'kind_' },
  name: { kind: Kind.NAME, value: '__typename' },
};

/** The document with the type of each object asked for, so that the answer can be checked alone. */
export function withKinds(document: DocumentNode): DocumentNode {
  return visit(document, {
    SelectionSet: { leave: (node) => ({ ...node, selections: [kind, ...node.selections] }) },
  });
}

/**
 * What is wrong with an answer by the schema alone: the answer is given to graphql-js as if it were the data, and has to
 * come out as it went in, so it has the asked keys in order, values of the right types, and no null where none may be.
 */
export function conformityProblem(
  schema: GraphQLSchema,
  document: DocumentNode,
  { variables }: DrawnOperation,
  { data, errors = [] }: ExecutionResult,
): string | undefined {
  if (data == null) return errors.length > 0 ? undefined : 'there is neither data nor an error';
  if ('thrown' in data) return String(data.thrown);
  const again = executeSync({
    schema,
    document,
    variableValues: variables,
    rootValue: data,
    fieldResolver: (source, _arguments, _context, { path: { key } }) => Reflect.get(Object(source), key),
    typeResolver: (source) => String(Reflect.get(Object(source), 'kind_') ?? ''),
  });
  const [went, came] = [JSON.stringify(data), JSON.stringify(again.data)];
  if (again.errors !== undefined) return `${again.errors.map(({ message }) => message).join('; ')} in ${went}`;
  return went === came ? undefined : `got ${went}, the schema allows ${came}`;
}
