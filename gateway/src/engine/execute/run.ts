import type { GraphQLError } from 'graphql';
import type { Variables } from '../plan/default-variables.ts';
import type { UnitTrace } from '../trace/operation-trace.ts';
import type { Raw } from '../values/raw.ts';
import type { CallQueue } from './call-queue.ts';

/** One part of an operation that has a plan of its own, while it runs. */
export interface UnitRun {
  readonly root: Raw;
  readonly variables: Variables;
  readonly calls: CallQueue;
  readonly errors: GraphQLError[];
  /** Undefined while nobody wants to know what fetches take. */
  readonly trace: UnitTrace | undefined;
  /** What the client calls a root key of the plan. */
  readonly nameOf: (rootKey: string) => string;
}

/** A step of a plan. What fails is an error of the run; only a bug rejects. */
export type Step = (unit: UnitRun) => Promise<void> | undefined;
