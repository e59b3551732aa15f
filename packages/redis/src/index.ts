export { closeRedis, createBlockingRedis, createRedis, createRedisCluster, type RedisOptions } from './connect.ts';
export { type DefinedScript, defineScript, type ScriptDefinition } from './define-script.ts';
export { isRedisAway } from './is-redis-away.ts';
export { createFencedLock, type FencedLock, type FencedLockOptions } from './lock/fenced-lock.ts';
export type { HeldLock } from './lock/hold-lock.ts';
export { LockTaken, LockUnavailable } from './lock/lock-errors.ts';
export { pingRedis } from './ping.ts';
