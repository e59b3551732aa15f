import { createPolicy, type PolicySettings, pickFrom } from '@rushgraph/resilience';
import type { Logger, Metrics } from '@rushgraph/service';
import type { MyPageStore } from './store-my-page/my-page-store.ts';

export type ReaderStore = Pick<MyPageStore, 'load' | 'claim' | 'release'>;

export interface GuardStoreDeps {
  readonly store: MyPageStore;
  readonly settings: PolicySettings;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** The store as readers use it: a store that is away or frozen costs them little, and after some calls nothing. */
export function guardStore({ store, settings, logger, metrics }: GuardStoreDeps): ReaderStore {
  const policy = createPolicy({
    name: 'mongodb',
    instances: pickFrom([{ id: 'mongodb' }]),
    settings,
    logger,
    registry: metrics.registry,
    random: Math.random,
  });
  const guarded = <T>(work: () => Promise<T>) => policy.execute({ kind: 'mutation' }, work);
  return {
    load: (id) => guarded(() => store.load(id)),
    claim: (...claim) => guarded(() => store.claim(...claim)),
    release: (ids) => guarded(() => store.release(ids)),
  };
}
