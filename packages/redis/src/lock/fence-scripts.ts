import type { Redis } from 'ioredis';
import { z } from 'zod';
import { defineScript } from '../script/define-script.ts';

/** KEYS: locks, then their fences. ARGV: the holder, milliseconds to remember. Counts only for who holds all the locks. */
const COUNT = `
local half = #KEYS / 2
for index = 1, half do
  if redis.call('GET', KEYS[index]) ~= ARGV[1] then return {} end
end
local tokens = {}
for index = 1, half do
  tokens[index] = redis.call('INCR', KEYS[half + index])
  redis.call('PEXPIRE', KEYS[half + index], ARGV[2])
end
return tokens`;

/** KEYS: fences. ARGV: milliseconds to remember, then a number for each. */
const RAISE = `
for index = 1, #KEYS do
  if tonumber(redis.call('GET', KEYS[index]) or '0') < tonumber(ARGV[index + 1]) then
    redis.call('SET', KEYS[index], ARGV[index + 1], 'PX', ARGV[1])
  end
end
return 0`;

/** Far longer than any holder is paused; keys that nobody locks any more do not stay for ever. */
const REMEMBERED_MS = 24 * 60 * 60 * 1_000;

const fenceOf = (key: string) => `${key}:fence`;

/** Counts who held a key, one after the other. Sent twice, a script skips numbers, which harms nobody. */
export function createFences(redis: Redis) {
  const count = defineScript(redis, { name: 'fence-count', lua: COUNT, keys: 'any', reply: z.array(z.int()) });
  const raise = defineScript(redis, { name: 'fence-raise', lua: RAISE, keys: 'any' });
  return {
    /** A number by key, greater than all before; null when the holder no longer holds all of them. */
    async next(keys: readonly string[], holder: string): Promise<ReadonlyMap<string, number> | null> {
      const tokens = await count([...keys, ...keys.map(fenceOf)], [holder, REMEMBERED_MS]);
      if (tokens.length < keys.length) return null;
      return new Map(keys.map((key, index) => [key, tokens[index] ?? 0]));
    },
    /** The next numbers will be greater than these. */
    async raise(tokens: ReadonlyMap<string, number>): Promise<void> {
      await raise([...tokens.keys()].map(fenceOf), [REMEMBERED_MS, ...tokens.values()]);
    },
  };
}
