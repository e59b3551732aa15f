import type { Viewer } from '@rushgraph/identity';
import type { Composer } from './compose-my-page/create-composer.ts';
import type { ReadPageDeps } from './show-my-page/read-page.ts';

/** What a resolver may reach. */
export interface Context {
  readonly viewer: Viewer;
  readonly pages: ReadPageDeps;
  readonly composer: Composer;
  readonly now: () => Date;
}
