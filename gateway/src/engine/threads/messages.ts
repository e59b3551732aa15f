import type { QueryPlan } from '@apollo/query-planner';
import type { PlannerLimits } from '../plan/planner.ts';
import type { ReadSupergraph } from '../plan/read-supergraph.ts';

/** What a planner thread is asked. */
export type Question =
  | { readonly kind: 'read'; readonly supergraph: string; readonly sdl: string }
  | { readonly kind: 'plan'; readonly supergraph: string; readonly text: string };

/** What it answers. */
export type Answer =
  | { readonly kind: 'read'; readonly read: Omit<ReadSupergraph, 'plan'> }
  | { readonly kind: 'plan'; readonly plan: QueryPlan }
  /** It does not know the supergraph, or not any more. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'too-complex' }
  | { readonly kind: 'failed'; readonly message: string };

export interface Asked {
  readonly number: number;
  readonly question: Question;
}

export interface Answered {
  readonly number: number;
  readonly answer: Answer;
}

/** What a planner thread is started with. */
export interface ThreadData {
  readonly limits: PlannerLimits;
}
