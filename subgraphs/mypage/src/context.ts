import type { Viewer } from '@rushgraph/identity';
import type { MyPageStore } from './store-my-page/my-page-store.ts';

/** What a resolver may reach. */
export interface Context {
  readonly viewer: Viewer;
  readonly pages: Pick<MyPageStore, 'load'>;
  readonly now: () => Date;
}
