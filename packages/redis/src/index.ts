export {
  closeRedis,
  createBlockingRedis,
  createRedis,
  createRedisCluster,
  type RedisOptions,
} from './connection/connect.ts';
export { isRedisAway } from './connection/is-redis-away.ts';
export { pingRedis } from './connection/ping.ts';
export { createFencedLock, type FencedLock, type FencedLockOptions } from './lock/fenced-lock.ts';
export type { HeldLock } from './lock/hold-lock.ts';
export { LockTaken, LockUnavailable } from './lock/lock-errors.ts';
export { type DefinedScript, defineScript, type ScriptDefinition } from './script/define-script.ts';
