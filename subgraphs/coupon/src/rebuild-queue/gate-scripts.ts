import { APPEND, FENCE, RUN_ID } from '../queue/lua.ts';

/** KEYS: state. ARGV: token. Nothing is issued from now on; answers which start of the server it is. */
export const SHUT_GATE = `${RUN_ID}${FENCE}
redis.call('HSET', KEYS[1], 'gate', 'SHUT')
return {'SHUT', run_id()}`;

/** KEYS: state, issued. ARGV: token, then customer and \`place:milliseconds\`, again and again. What is known already stays. */
export const ADD_ISSUED = `${FENCE}
for index = 2, #ARGV, 2 do redis.call('HSETNX', KEYS[2], ARGV[index], ARGV[index + 1]) end
return {'ADDED'}`;

/**
 * KEYS: state, issued. ARGV: token, start of the server, epoch, last place in MySQL. Only if nothing was lost meanwhile. From
 * now on nobody who has a coupon gets a ticket; of the tickets until now, the mover asks whose they are.
 */
export const OPEN_GATE = `${RUN_ID}${FENCE}
if run_id() ~= ARGV[2] or redis.call('HGET', KEYS[1], 'gate') ~= 'SHUT' then return {'RESTARTED'} end
local place = math.max(tonumber(redis.call('HGET', KEYS[1], 'place')), tonumber(ARGV[4]))
local issued = redis.call('HLEN', KEYS[2])
local doubtful = issued > 0 and redis.call('HGET', KEYS[1], 'next') or '0'
redis.call('HSET', KEYS[1], 'gate', 'OPEN', 'run', ARGV[2], 'epoch', ARGV[3], 'place', place, 'issued', issued,
  'doubtful', doubtful)
return {'OPEN'}`;

/**
 * KEYS: state, tickets, issued, issues. ARGV: token, then customers. What the queue gave out to them goes to the stream once
 * more; whoever writes it finds out whether that was needed.
 */
export const ISSUE_AGAIN = `${APPEND}${FENCE}
local line = redis.call('HGET', KEYS[1], 'line')
for index = 2, #ARGV do
  local place, moment = string.match(redis.call('HGET', KEYS[3], ARGV[index]), '(%d+):(%d+)')
  append(KEYS[4], 1, 'kind', 'issued', 'line', line, 'place', place, 'at', moment,
    'users', ARGV[index], 'tickets', redis.call('HGET', KEYS[2], ARGV[index]) or '0')
end
return {'ISSUED'}`;
