import { gatherReads } from '@rushgraph/concurrency';
import { createPolicy, type PolicySettings, pickFrom } from '@rushgraph/resilience';
import type { Logger, Metrics } from '@rushgraph/service';
import type { MyPageStore } from './store-my-page/my-page-store.ts';
import { pageOf } from './store-my-page/stored-page.ts';

export type ReaderStore = Pick<MyPageStore, 'load' | 'findArchived' | 'claim' | 'release'>;

export interface GuardStoreDeps {
  readonly forReading: () => Promise<MyPageStore>;
  readonly settings: PolicySettings;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** As many at a time as it takes to see that a store is away, and that it is back. */
const READS = { mostInFlight: 5 };

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
  // As they are stored: a page that cannot be shown must not fail for those who asked for others at the same time.
  const pages = gatherReads((ids: readonly string[]) => guarded((store) => store.loadStored(ids)), READS);
  return {
    async load(id) {
      const stored = (await pages([id])).get(id);
      return stored === undefined ? null : pageOf(stored);
    },
    findArchived: (keys) => guarded((store) => store.findArchived(keys)),
    claim: (...claim) => guarded((store) => store.claim(...claim)),
    release: (ids) => guarded((store) => store.release(ids)),
  };
}
