/**
 * Trims what lies before the oldest entry that is not written: the oldest that was handed out and not acknowledged, or else
 * the first that has not been handed out.
 */
const TRIM = `
local function trim(issues, group)
  local pending = redis.call('XPENDING', issues, group)
  local oldest = pending[2]
  if pending[1] == 0 then
    for _, found in ipairs(redis.call('XINFO', 'GROUPS', issues)) do
      for index = 1, #found, 2 do
        if found[index] == 'last-delivered-id' then
          local time, number = string.match(found[index + 1], '(%d+)-(%d+)')
          oldest = time .. '-' .. string.format('%d', number + 1)
        end
      end
    end
  end
  redis.call('XTRIM', issues, 'MINID', oldest)
end`;

/** KEYS: issues. ARGV: group, then ids that are written. */
export const ACKNOWLEDGE = `${TRIM}
for first = 2, #ARGV, 500 do
  redis.call('XACK', KEYS[1], ARGV[1], unpack(ARGV, first, math.min(first + 499, #ARGV)))
end
trim(KEYS[1], ARGV[1])
return 1`;

/** KEYS: issues, dead. ARGV: group, id, then what is set aside of the entry, fields as JSON each. Sent twice, it buries once. */
export const BURY = `${TRIM}
if redis.call('XACK', KEYS[1], ARGV[1], ARGV[2]) == 0 then return 0 end
for index = 3, #ARGV do
  redis.call('XADD', KEYS[2], '*', 'entry', ARGV[2], unpack(cjson.decode(ARGV[index])))
end
trim(KEYS[1], ARGV[1])
return 1`;
