import { GraphQLError } from 'graphql';
import type { ShapeRun } from './shape.ts';

/** What a completion gives when its value is null and the reason is already among the errors. */
export const EXPLAINED: unique symbol = Symbol('null for a reason that is told');

/** Notes that a subgraph broke the schema here. */
export function report(run: ShapeRun, message: string): typeof EXPLAINED {
  run.found.push(new GraphQLError(message, { path: [...run.path], extensions: { code: 'INTERNAL_SERVER_ERROR' } }));
  return EXPLAINED;
}

/** Whether a subgraph has said why nothing is here: an error at this place, below it, or of the whole. */
export function isReported({ path, reported }: ShapeRun): boolean {
  return reported.some((error) => error.path === undefined || path.every((key, index) => error.path?.[index] === key));
}
