import type { MyPageComposed } from '@rushgraph/contracts';
import { createServicePolicy, type Discovery } from '@rushgraph/discovery';
import type { PolicySettings } from '@rushgraph/resilience';
import type { Logger, Metrics } from '@rushgraph/service';
import type { Dispatcher } from 'undici';
import { createAskOwners, type Owner } from './compose-my-page/ask-owners.ts';
import { type Composer, createComposer } from './compose-my-page/create-composer.ts';
import { archiveKey } from './fold-my-page/archive.ts';
import { guardStore } from './guard-store.ts';
import type { ReadPageDeps } from './show-my-page/read-page.ts';
import type { MyPageStore } from './store-my-page/my-page-store.ts';

export interface ReadingDeps {
  readonly forReading: () => Promise<MyPageStore>;
  readonly storePolicy: PolicySettings;
  /** Pooled connections to the owners. */
  readonly client: Dispatcher;
  readonly discovery: Pick<Discovery, 'follow'>;
  /** Where the owners are, as settings say it. */
  readonly urls: Readonly<Record<Owner, string>>;
  readonly viewerKeys: ReadonlyMap<string, Buffer>;
  readonly ownerPolicy: PolicySettings;
  /** How long all tries for one part may take together. */
  readonly limitMs: number;
  readonly handOver: (composed: MyPageComposed) => Promise<void>;
  /** Waits for so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly now: () => Date;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** What answers readers: the store, behind a breaker, and the owners, each behind one of its own. */
export function createReading(deps: ReadingDeps): { readonly pages: ReadPageDeps; readonly composer: Composer } {
  const { discovery, urls, ownerPolicy, pause, logger, metrics } = deps;
  const store = guardStore({ ...deps, settings: deps.storePolicy });
  const away = metrics.counter('mypage_store_failures_total', 'Pages that could not be read');
  const policy = (owner: Owner) =>
    createServicePolicy({
      name: owner,
      instances: discovery.follow(owner, urls[owner]),
      settings: ownerPolicy,
      logger,
      registry: metrics.registry,
      random: Math.random,
    });
  const policies = { user: policy('user'), order: policy('order'), coupon: policy('coupon') };
  return {
    composer: createComposer({ ...deps, ask: createAskOwners({ ...deps, policies }), store }),
    pages: {
      load: store.load,
      async isArchived(id, orderId) {
        const key = archiveKey(id, 'orders', orderId);
        return (await store.findArchived([key])).has(key);
      },
      pause,
      onAway(error) {
        away.inc();
        logger.warn({ err: error }, 'could not read a stored page; composing it instead');
      },
    },
  };
}
