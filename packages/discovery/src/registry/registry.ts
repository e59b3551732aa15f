import { defineScript } from '@rushgraph/redis';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { instanceAt, type ServiceInstance } from '../instance.ts';

/** Who answers for a service is written in Redis, each under a lease. */
export interface Registry {
  /** Written for so many milliseconds. Said again, it is only written for longer. */
  announce(service: string, instance: Announced, leaseMs: number): Promise<void>;
  leave(service: string, instance: Announced): Promise<void>;
  /** Those whose leases last, by Redis' clock; of one address, who announced it last. */
  list(service: string): Promise<readonly ServiceInstance[]>;
}

export interface Announced {
  readonly url: URL;
  /** Unlike that of any other process. */
  readonly run: string;
}

/** Lists of services that have been gone for so many leases disappear. */
const KEPT_LEASES = 100;

const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)`;

/** KEYS: the service's instances by the end of their leases. ARGV: the instance, milliseconds. */
const ANNOUNCE = `${NOW}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%d', now))
redis.call('ZADD', KEYS[1], string.format('%d', now + ARGV[2]), ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2] * ${KEPT_LEASES})
return 0`;

/** KEYS: the same. */
const LIST = `${NOW}
return redis.call('ZRANGEBYSCORE', KEYS[1], string.format('(%d', now), '+inf')`;

const keyOf = (service: string) => `discovery:${service}`;
const memberOf = ({ url, run }: Announced) => `${run} ${url.href}`;

/** Nothing is asked before `connected` resolves. */
export function createRegistry(redis: Redis, connected: Promise<unknown> = Promise.resolve()): Registry {
  const announce = defineScript(redis, { name: 'discovery-announce', lua: ANNOUNCE, keys: 1 });
  const list = defineScript(redis, { name: 'discovery-list', lua: LIST, keys: 1, reply: z.array(z.string()) });
  return {
    async announce(service, instance, leaseMs) {
      await connected;
      await announce([keyOf(service)], [memberOf(instance), leaseMs]);
    },
    async leave(service, instance) {
      await redis.zrem(keyOf(service), memberOf(instance));
    },
    async list(service) {
      await connected;
      const byAddress = new Map((await list([keyOf(service)])).map(readMember).map((one) => [one.id, one]));
      return [...byAddress.values()];
    },
  };
}

function readMember(member: string): ServiceInstance {
  const [run = '', address = ''] = member.split(' ');
  const url = URL.parse(address);
  if (url === null) throw new TypeError(`what is announced in Redis is no instance: ${member}`);
  return instanceAt(url, run);
}
