import type { ApolloServerPlugin } from '@apollo/server';
import { asksForPlan } from '../asks-for-plan.ts';
import type { GatewayContext } from '../context.ts';
import { refusal } from '../limit-operations/refusal.ts';

export interface PlanSettings {
  readonly queryPlans: boolean;
  readonly engine: 'compiled' | 'apollo';
}

/** Plans are shown where they are allowed, by the engine that made them. */
export function showsPlans({ queryPlans, engine }: PlanSettings): boolean {
  return queryPlans && engine === 'compiled';
}

/** Refuses who asks for a query plan where none is shown: a plan tells which subgraph knows what. */
export function refusePlans(settings: PlanSettings): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ request }) {
          if (asksForPlan(request) && !showsPlans(settings))
            throw refusal('FORBIDDEN', 'Query plans are not shown here.');
        },
      };
    },
  };
}
