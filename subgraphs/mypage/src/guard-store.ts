import { createPolicy, type PolicySettings, pickFrom } from '@rushgraph/resilience';
import type { Logger, Metrics } from '@rushgraph/service';
import type { MyPageStore } from './store-my-page/my-page-store.ts';

export type ReaderStore = Pick<MyPageStore, 'load' | 'findArchived' | 'claim' | 'release'>;

export interface GuardStoreDeps {
  readonly forReading: () => Promise<MyPageStore>;
  readonly settings: PolicySettings;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** The store as readers use it: a store that is away or frozen costs them little, and after some calls nothing. */
export function guardStore({ forReading, settings, logger, metrics }: GuardStoreDeps): ReaderStore {
  const policy = createPolicy({
    name: 'mongodb',
    instances: pickFrom([{ id: 'mongodb' }]),
    settings,
    logger,
    registry: metrics.registry,
    random: Math.random,
  });
  const guarded = <T>(work: (store: MyPageStore) => Promise<T>) =>
    policy.execute({ kind: 'mutation' }, async () => work(await forReading()));
  return {
    load: (id) => guarded((store) => store.load(id)),
    findArchived: (keys) => guarded((store) => store.findArchived(keys)),
    claim: (...claim) => guarded((store) => store.claim(...claim)),
    release: (ids) => guarded((store) => store.release(ids)),
  };
}
