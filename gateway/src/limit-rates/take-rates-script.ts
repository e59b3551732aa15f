import type { ScriptDefinition } from '@rushgraph/redis';
import { z } from 'zod';

/**
 * Takes from several sliding windows at once, or from none: the count of this window, and that of the one before as far as
 * it still lies within the time. KEYS are the windows of one subject; ARGV has the limit, the length in milliseconds and
 * the amount of each. Answers nil, or the place of the first window that is full and the milliseconds until it is not.
 * A repeat after a broken connection takes twice: too strict by one, which a limit may be.
 */
export const takeRates: ScriptDefinition<readonly [number, number] | null> = {
  name: 'take-rates',
  keys: 'any',
  reply: z.tuple([z.number(), z.number()]).nullable(),
  lua: `
    local time = redis.call('TIME')
    local now = time[1] * 1000 + math.floor(time[2] / 1000)
    local counts = {}
    for i, key in ipairs(KEYS) do
      local limit, length, amount = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
      local window = math.floor(now / length)
      local passed = (now % length) / length
      local seen = redis.call('HMGET', key, 'window', 'count', 'before')
      local at, count, before = tonumber(seen[1]), tonumber(seen[2]) or 0, tonumber(seen[3]) or 0
      if at == window - 1 then before, count = count, 0
      elseif at ~= window then before, count = 0, 0 end
      if count + before * (1 - passed) + amount > limit then
        local wait
        if count + amount <= limit then wait = (1 - (limit - count - amount) / before - passed) * length
        else wait = (1 - passed + math.max(0, 1 - math.max(0, limit - amount) / math.max(count, 1))) * length end
        return { i, math.ceil(wait) }
      end
      counts[i] = { window, count + amount, before, length }
    end
    for i, key in ipairs(KEYS) do
      local c = counts[i]
      redis.call('HSET', key, 'window', c[1], 'count', c[2], 'before', c[3])
      redis.call('PEXPIRE', key, 2 * c[4])
    end
    return nil`,
};
