export { closeRedis, createBlockingRedis, createRedis, type RedisOptions } from './connect.ts';
export { type DefinedScript, defineScript, type ScriptDefinition } from './define-script.ts';
export { pingRedis } from './ping.ts';
