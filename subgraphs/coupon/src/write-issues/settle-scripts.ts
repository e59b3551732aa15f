/**
 * KEYS: issues. ARGV: group, then ids that are written. Acknowledges them, and trims what lies before the oldest entry that
 * is not written: by the oldest that was handed out and not acknowledged, or by what has not been handed out.
 */
export const ACKNOWLEDGE = `
for first = 2, #ARGV, 500 do
  redis.call('XACK', KEYS[1], ARGV[1], unpack(ARGV, first, math.min(first + 499, #ARGV)))
end
local pending = redis.call('XPENDING', KEYS[1], ARGV[1])
local oldest = pending[2]
if pending[1] == 0 then
  for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
    for index = 1, #group, 2 do
      if group[index] == 'last-delivered-id' then
        local time, number = string.match(group[index + 1], '(%d+)-(%d+)')
        oldest = time .. '-' .. string.format('%d', number + 1)
      end
    end
  end
end
redis.call('XTRIM', KEYS[1], 'MINID', oldest)
return redis.call('XLEN', KEYS[1])`;

/** KEYS: issues, dead. ARGV: group, id, reason, then the entry's fields. Sent twice, it buries once. */
export const BURY = `
if redis.call('XACK', KEYS[1], ARGV[1], ARGV[2]) == 0 then return 0 end
redis.call('XADD', KEYS[2], '*', 'entry', ARGV[2], 'reason', ARGV[3], unpack(ARGV, 4))
return 1`;
