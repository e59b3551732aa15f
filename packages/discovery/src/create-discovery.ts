import { closeRedis, createRedis, pingRedis } from '@rushgraph/redis';
import type { Health, Logger } from '@rushgraph/service';
import type { Redis } from 'ioredis';
import { findByDns } from './find/find-by-dns.ts';
import { type FollowedService, followService } from './follow/follow-service.ts';
import type { ServiceInstance } from './instance.ts';
import { type Lookup, readPlace } from './place.ts';
import { type Announcement, announce, LEASE_MS } from './registry/announce.ts';
import { type Announced, createRegistry, type Registry } from './registry/registry.ts';

export interface DiscoveryOptions {
  /** Where instances announce themselves; connected to when it is first needed. */
  readonly redisUrl: string;
  /** Is told of each service that is looked for: without one the process is degraded. */
  readonly health: Pick<Health, 'check'>;
  readonly logger: Logger;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  /** Milliseconds that only ever grow. Default: the computer's. */
  readonly now?: () => number;
  /** Default 10,000. */
  readonly slowStartMs?: number;
}

/** How one process finds others, and is found. */
export interface Discovery {
  /** Follows where a service is: `place` is what a `placeSetting` holds. Throws a RangeError when it is none. */
  follow(service: string, place: string): FollowedService;
  /** Lets others find this process. */
  announce(service: string, instance: Announced): Announcement;
  /** Resolves when each service that is followed has been looked for once, whatever came of it. */
  looked(): Promise<void>;
  stop(): Promise<void>;
}

/** So soon one that has come gets calls, and one that has left gets none. */
const LOOK_EVERY_MS = 500;
const REDIS_LIMIT_MS = 1_000;
const SLOW_START_MS = 10_000;

export function createDiscovery(options: DiscoveryOptions): Discovery {
  const { redisUrl, health, logger, random, now = () => performance.now(), slowStartMs = SLOW_START_MS } = options;
  const followed: FollowedService[] = [];
  let connection: { readonly redis: Redis; readonly registry: Registry } | undefined;

  function registry(): Registry {
    if (connection === undefined) {
      const redis = createRedis({ url: redisUrl, name: 'discovery', logger, commandTimeoutMs: REDIS_LIMIT_MS });
      // What is asked before the first connection would fail at once.
      const connected = pingRedis(redis).catch(() => undefined);
      connection = { redis, registry: createRegistry(redis, connected) };
    }
    return connection.registry;
  }

  function finder(lookup: Lookup): () => Promise<readonly ServiceInstance[]> {
    switch (lookup.by) {
      case 'dns':
        return findByDns({ ...lookup, now });
      case 'registry': {
        const { list } = registry();
        return () => list(lookup.service);
      }
    }
  }

  return {
    follow(service, text) {
      const place = readPlace(text);
      if (place === undefined) throw new RangeError(`"${text}" does not say where ${service} is`);
      const { lookup, fixed } = place;
      const following = followService({
        service,
        fixed,
        find: lookup && finder(lookup),
        everyMs: LOOK_EVERY_MS,
        doubtMs: LEASE_MS,
        slowStartMs,
        random,
        now,
        logger,
      });
      followed.push(following);
      if (lookup !== undefined) health.check(`instances of ${service}`, following.check, { required: false });
      return following;
    },
    announce: (service, instance) => announce({ registry: registry(), service, instance, logger }),
    async looked() {
      await Promise.all(followed.map((one) => one.looked()));
    },
    async stop() {
      await Promise.all(followed.map((one) => one.stop()));
      if (connection !== undefined) await closeRedis(connection.redis);
    },
  };
}
