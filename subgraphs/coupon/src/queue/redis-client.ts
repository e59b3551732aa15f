import type { Cluster, Redis } from 'ioredis';

/** One Redis, or a cluster of them: all keys of a campaign are in one slot, so nothing else differs. */
export type RedisClient = Redis | Cluster;
