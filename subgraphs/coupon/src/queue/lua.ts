/** Milliseconds by the clock of Redis: one for everybody who joins, whichever instance has the request. */
export const SERVER_CLOCK = `
local function clock()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end`;

/**
 * The order in which those are served who came before the opening: a permutation of 1 … count that the seed draws, and that
 * both ways costs the same for any number of customers, where a shuffle of a list would hold up Redis. Four rounds of a
 * balanced Feistel network over the next power of four, walked until it falls within the count (M. Luby and C. Rackoff 1988;
 * J. Black and P. Rogaway 2002). A round is SHA-1 over \`seed:round:half\`, so that anybody can check it: \`line-order.ts\`.
 */
export const LINE_ORDER = `
local function half_size(count)
  local size = 2
  while size * size < count do size = size * 2 end
  return size
end
local function round(seed, number, half, size)
  return tonumber(string.sub(redis.sha1hex(seed .. ':' .. number .. ':' .. string.format('%d', half)), 1, 8), 16) % size
end
local function ticket_at(seed, count, position)
  local size = half_size(count)
  local value = position - 1
  repeat
    local left, right = math.floor(value / size), value % size
    for number = 1, 4 do left, right = right, (left + round(seed, number, right, size)) % size end
    value = left * size + right
  until value < count
  return value + 1
end
local function position_of(seed, count, ticket)
  local size = half_size(count)
  local value = ticket - 1
  repeat
    local left, right = math.floor(value / size), value % size
    for number = 4, 1, -1 do left, right = (right - round(seed, number, left, size)) % size, left end
    value = left * size + right
  until value < count
  return value + 1
end`;

/**
 * Writes an entry to a stream of issues. Each says how many issues came before it, and the state how many there have been: so
 * what is left is known from the oldest entry alone, whoever has written, trimmed or claimed meanwhile.
 */
export const APPEND = `
local function append(stream, count, ...)
  local streamed = redis.call('HINCRBY', KEYS[1], 'streamed', count)
  redis.call('XADD', stream, '*', 'before', streamed - count, ...)
end`;

/**
 * How many issues a stream holds that were not written, acknowledged and trimmed. An entry that does not say what came before
 * it was written by an earlier version, or by hand: until it is gone, all that was ever issued counts.
 */
export const UNWRITTEN = `
local function unwritten_in(stream)
  local oldest = redis.call('XRANGE', stream, '-', '+', 'COUNT', 1)[1]
  if not oldest then return 0 end
  local entries = redis.call('XLEN', stream)
  local streamed = tonumber(redis.call('HGET', KEYS[1], 'streamed') or '0')
  if oldest[2][1] ~= 'before' then return entries + streamed end
  return math.max(entries, streamed - oldest[2][2])
end`;

/**
 * Opens and closes the queue of KEYS[1] at its time, once: a clock that jumps back closes nothing that is open and opens
 * nothing that is closed. Whoever has a ticket at the opening is shuffled, and nobody after that; the seed goes to the
 * stream KEYS[at], from where the writers record it.
 */
export const ADVANCE = `${APPEND}
local function advance(now, stream)
  local times = redis.call('HMGET', KEYS[1], 'opensAt', 'closesAt', 'opened', 'closed', 'next', 'seed', 'line')
  if not times[3] and now >= tonumber(times[1]) then
    redis.call('HSET', KEYS[1], 'opened', times[5])
    if tonumber(times[5]) > 0 then
      append(stream, 0, 'kind', 'shuffled', 'line', times[7], 'seed', times[6], 'count', times[5])
    end
  end
  if not times[4] and now >= tonumber(times[2]) then redis.call('HSET', KEYS[1], 'closed', '1') end
end`;

/** Begins a queue that is not there: nobody has joined yet, or Redis has lost it. Nothing is issued before it is compared with MySQL. */
export const CREATE = `
local function create(now, quantity, opens_at, closes_at, seed)
  if redis.call('EXISTS', KEYS[1]) == 1 then return end
  redis.call('HSET', KEYS[1], 'gate', 'SHUT', 'line', string.format('%d', now), 'quantity', quantity, 'opensAt', opens_at,
    'closesAt', closes_at, 'seed', seed, 'next', '0', 'serving', '0', 'issued', '0', 'place', '0', 'fence', '0', 'pace', '0')
  if now >= tonumber(opens_at) then redis.call('HSET', KEYS[1], 'opened', '0') end
end`;

/**
 * What a customer is told: the ticket, how far the queue is, and what there is to know of the campaign. Reads three hashes,
 * each by a field. The parts are there for whoever reads many tickets: the state is read once, and a position that is known not drawn again.
 */
export const VIEW = `
local function read_state()
  return redis.call('HMGET', KEYS[1], 'serving', 'issued', 'quantity', 'opened', 'closed', 'seed', 'pace', 'opensAt',
    'closesAt', 'line')
end
local function position_in(s, ticket)
  if not s[4] or ticket == 0 then return 0 end
  local count = tonumber(s[4])
  return ticket <= count and position_of(s[6], count, ticket) or ticket
end
local function say(s, ticket, position, issue, now)
  local is_closed = s[5] or now >= tonumber(s[9])
  return {'TICKET', ticket, position, tonumber(s[1]), issue, tonumber(s[2]) >= tonumber(s[3]) and 1 or 0,
    is_closed and 1 or 0, tonumber(s[7]), tonumber(s[8]) - now, tonumber(s[10])}
end
local function view(ticket, issued_key, user, now)
  local s = read_state()
  return say(s, ticket, position_in(s, ticket), redis.call('HGET', issued_key, user) or '', now)
end`;

/** Changes with every start of the server: what it had issued may not all be there any more. */
export const RUN_ID = `
local function run_id()
  return string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
end`;

/** Only who took the lease last may go on; a mover that was paused cannot know that it was replaced, but the script does. */
export const FENCE = `
if redis.call('HGET', KEYS[1], 'mover') ~= ARGV[1] then return {'FENCED'} end`;
