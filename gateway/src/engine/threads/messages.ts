import type { QueryPlan } from '@apollo/query-planner';
import type { Behind } from '../../threads/behind-requests.ts';
import type { PlannerLimits } from '../plan/planner.ts';
import type { ReadSupergraph } from '../read/read-supergraph.ts';

/** What a planner thread is asked. */
export type Question = { readonly kind: 'read'; readonly supergraph: string; readonly sdl: string } | Inquiry;

/** About a supergraph that was read. */
export type Inquiry =
  | { readonly kind: 'plan'; readonly supergraph: string; readonly text: string }
  | { readonly kind: 'fitting'; readonly supergraph: string; readonly texts: readonly string[] };

/** What it answers. */
export type Answer =
  | { readonly kind: 'read'; readonly read: ToldSupergraph }
  | { readonly kind: 'plan'; readonly plan: QueryPlan }
  | { readonly kind: 'fitting'; readonly fitting: readonly boolean[] }
  /** It does not know the supergraph, or not any more. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'too-complex' }
  | { readonly kind: 'failed'; readonly message: string };

/** What a thread can tell of a supergraph that it has read. */
export type ToldSupergraph = Omit<ReadSupergraph, 'plan' | 'findFitting'>;

/** What a planner thread is started with. */
export interface ThreadData extends Behind {
  readonly limits: PlannerLimits;
}
