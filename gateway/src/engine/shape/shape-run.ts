import { GraphQLError } from 'graphql';

/** What a completion gives when its value is null and the reason is already among the errors. */
export const EXPLAINED: unique symbol = Symbol('null for a reason that is told');

/** One answer while it takes shape. */
export interface ShapeRun {
  /** Where we are, in the client's words. */
  readonly path: (string | number)[];
  /** What the subgraphs reported. */
  readonly reported: readonly GraphQLError[];
  /** What shaping found wrong itself. */
  readonly found: GraphQLError[];
}

/** Turns what was received into what is answered: the value, null, or EXPLAINED. */
export type Complete = (received: unknown, run: ShapeRun) => unknown;

/** Notes that a subgraph broke the schema here. */
export function report(run: ShapeRun, message: string): typeof EXPLAINED {
  run.found.push(new GraphQLError(message, { path: [...run.path], extensions: { code: 'INTERNAL_SERVER_ERROR' } }));
  return EXPLAINED;
}

/** Whether a subgraph has said why nothing is here: an error at this place, below it, or of the whole. */
export function isReported({ path, reported }: ShapeRun): boolean {
  return reported.some((error) => error.path === undefined || path.every((key, index) => error.path?.[index] === key));
}
