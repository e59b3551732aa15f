import type {
  GraphQLError,
  GraphQLField,
  GraphQLInterfaceType,
  GraphQLNamedType,
  GraphQLObjectType,
  SelectionSetNode,
} from 'graphql';
import type { RequiredWithArguments } from '../plan/keys-in-plan.ts';
import type { CollectOptions } from './collect-fields.ts';

export interface ShapeOptions extends CollectOptions {
  readonly required: RequiredWithArguments;
  readonly completions: Completions;
}

/** How values of the fields of a schema are completed. */
export interface Completions {
  of(field: GraphQLField<unknown, unknown>, parent: GraphQLNamedType): Complete;
}

/**
 * Turns what was received for a field into what is answered: the value, null, or EXPLAINED. It is the same whatever is
 * selected of the field's objects, which only those look at that complete objects.
 */
export type Complete = (received: unknown, run: ShapeRun, selected: Selected | undefined) => unknown;

/** One answer while it takes shape. */
export interface ShapeRun {
  readonly options: ShapeOptions;
  /** Where we are, in the client's words. */
  readonly path: (string | number)[];
  /** What the subgraphs reported. */
  readonly reported: readonly GraphQLError[];
  /** What shaping found wrong itself. */
  readonly found: GraphQLError[];
}

/** What is selected of the objects of a field, by their types: each is looked at when the first object of it comes. */
export interface Selected {
  readonly selectionSets: readonly SelectionSetNode[];
  /** Most fields have objects of one type. */
  first: Members | undefined;
  others: Map<ObjectType, Members> | undefined;
}

/** The type of an object, or an interface where nobody has said more of it. */
export type ObjectType = GraphQLObjectType | GraphQLInterfaceType;

/** What is answered of an object, in the order of the answer. */
export interface Members {
  readonly type: ObjectType;
  readonly members: readonly Member[];
}

export interface Member {
  readonly key: string;
  /** The key in what was received. */
  readonly from: string;
  /** Whether one of the keys means something to every object. */
  readonly isSpecial: boolean;
  readonly complete: Complete;
  readonly isNullable: boolean;
  readonly selected: Selected | undefined;
}
