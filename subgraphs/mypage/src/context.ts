import type { Requester } from '@rushgraph/service';
import type { Composer } from './compose-my-page/create-composer.ts';
import type { ReadPageDeps } from './show-my-page/read-page.ts';

/** The parts that resolvers work with, the same for every request. */
export interface ContextDeps {
  readonly pages: ReadPageDeps;
  readonly composer: Composer;
  readonly now: () => Date;
}

/** What a resolver may reach. */
export interface Context extends ContextDeps, Requester {}

/** Builds the context of one request. */
export function createContext({ pages, composer, now }: ContextDeps, { viewer, traceparent }: Requester): Context {
  return { viewer, traceparent, pages, composer, now };
}
