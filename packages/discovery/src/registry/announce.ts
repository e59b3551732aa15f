import { isRedisAway } from '@rushgraph/redis';
import { type Logger, runEvery } from '@rushgraph/service';
import type { Announced, Registry } from './registry.ts';

export interface AnnounceOptions {
  readonly registry: Registry;
  readonly service: string;
  readonly instance: Announced;
  readonly logger: Logger;
  /** Default 1,000. */
  readonly heartbeatMs?: number;
  /** How long an instance that has died is still found. Default 5,000. */
  readonly leaseMs?: number;
}

export interface Announcement {
  /** Nobody finds the instance any more who looks from now on. Never throws: what cannot be taken back ends with its lease. */
  leave(): Promise<void>;
}

export const HEARTBEAT_MS = 1_000;
export const LEASE_MS = 5_000;

/**
 * Lets others find this instance for as long as it says so. While Redis is away they go on with what they knew; it is
 * announced again when Redis is back, whatever that has forgotten.
 */
export function announce(options: AnnounceOptions): Announcement {
  const { registry, service, instance, logger, heartbeatMs = HEARTBEAT_MS, leaseMs = LEASE_MS } = options;
  const fields = { url: instance.url.href };
  let isAway = false;

  async function beat(): Promise<boolean> {
    try {
      await registry.announce(service, instance, leaseMs);
      if (isAway) logger.info(fields, 'this instance is announced again');
      isAway = false;
    } catch (error) {
      if (!isRedisAway(error)) throw error;
      if (!isAway) logger.warn({ ...fields, err: error }, 'this instance cannot be announced: Redis is away');
      isAway = true;
    }
    return false;
  }

  const beating = runEvery({ name: `announcing ${service}`, everyMs: heartbeatMs, work: beat, logger });
  return {
    async leave() {
      await beating.stop();
      try {
        await registry.leave(service, instance);
      } catch (error) {
        logger.warn({ ...fields, err: error }, `could not leave the registry; the lease ends within ${leaseMs} ms`);
      }
    },
  };
}
