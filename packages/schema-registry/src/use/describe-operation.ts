import { hash } from 'node:crypto';
import {
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  print,
  separateOperations,
} from 'graphql';
import { coordinatesOf } from './coordinates-of.ts';
import { hideLiterals } from './hide-literals.ts';

/** What is kept of an operation that clients send. */
export interface DescribedOperation {
  /** SHA-256 in hex of its text without literals, and of its coordinates: what differs by values alone is one operation. */
  readonly hash: string;
  readonly name: string | null;
  readonly kind: string;
  readonly coordinates: readonly string[];
  /** Only where the client wrote no literals into it: those may be personal. */
  readonly text: string | null;
}

const LONGEST_NAME = 100;
const PART = 'part';
/** A longer one is not worth the room. */
const LONGEST_TEXT = 20_000;

/** Describes one operation of a document that is valid by the schema. */
export function describeOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): DescribedOperation {
  const own = alone(document, operation);
  const text = print(own);
  const hidden = print(hideLiterals(own));
  const coordinates = coordinatesOf(schema, own);
  return {
    // Objects are hidden with the fields that somebody wrote into them, and inputs get new fields as time goes on.
    hash: hash('sha256', [hidden, ...coordinates].join('\n')),
    name: operation.name?.value.slice(0, LONGEST_NAME) ?? null,
    kind: operation.operation,
    coordinates,
    text: text === hidden && text.length <= LONGEST_TEXT ? text : null,
  };
}

/** The operation with the fragments that it needs, in the order of their names. */
function alone(document: DocumentNode, operation: OperationDefinitionNode): DocumentNode {
  const own = separateOperations(document)[operation.name?.value ?? ''] ?? document;
  const fragments = own.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  const sorted = fragments.sort((left, right) => (left.name.value < right.name.value ? -1 : 1));
  return { kind: Kind.DOCUMENT, definitions: [operation, ...sorted] };
}

/**
 * What stands for an operation that there is no room to describe: one for each coordinate that it uses. There are as many as the
 * schema has coordinates, whatever strangers ask.
 */
export function partsOf({ coordinates }: DescribedOperation): readonly DescribedOperation[] {
  return coordinates.map((coordinate) => ({
    hash: hash('sha256', `part ${coordinate}`),
    name: `others with ${coordinate}`.slice(0, LONGEST_NAME),
    kind: PART,
    coordinates: [coordinate],
    text: null,
  }));
}

export function isPart({ kind }: DescribedOperation): boolean {
  return kind === PART;
}
