/**
 * Lua of the gate. KEYS: the gates of all items named in the call, then the other keys. Each gate keeps the server that
 * opened it (run_id): another server, or the same one started again, may have forgotten decisions, so there it is shut.
 */
const GATES = `
local server = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
local count = tonumber(ARGV[1])
local gates, byMark, touched = {}, {}, {}
for index = 1, count do
  local found = redis.call('HMGET', KEYS[index], 'quantity', 'epoch', 'state', 'server')
  local gate = {
    index = index,
    quantity = tonumber(found[1] or '0'),
    epoch = found[2] or '',
    open = found[3] == 'OPEN' and found[4] == server,
  }
  gate.mark = string.sub(KEYS[index], -26) .. '@' .. gate.epoch .. '='
  gates[index] = gate
  byMark[gate.mark] = gate
end
local function add(gate, quantity)
  gate.quantity = gate.quantity + quantity
  touched[gate.index] = gate
end
local function letGo(memory, sign)
  if string.sub(memory or '', 1, 1) ~= 'R' then return false end
  for mark, quantity in string.gmatch(string.sub(memory, 2), '(%w+@%d+=)(%d+);') do
    local gate = byMark[mark]
    if gate and gate.open then add(gate, sign * tonumber(quantity)) end
  end
  return true
end
local function save()
  for index, gate in pairs(touched) do
    redis.call('HSET', KEYS[index], 'quantity', string.format('%d', gate.quantity))
  end
end
`;

/**
 * KEYS: gates, then one memory per order. ARGV: number of gates, milliseconds to remember, then of each order its number
 * of lines and for each line gate and quantity. Answers the epochs of the gates and one text per order: R (reserved),
 * S with the numbers of its lines that are sold out, C with those that are closed. While any gate of the call is closed
 * nothing is decided: a later order would take what an earlier one has to wait for, and keep it. An order that is now sold out, but holds something
 * under earlier epochs, goes on holding it: a rival may have sold it, and whoever records that it was not cancels it.
 */
export const DECIDE = `${GATES}
local orders = #KEYS - count
local remembered = {}
if orders > 0 then
  local found = redis.call('MGET', unpack(KEYS, count + 1, #KEYS))
  for index = 1, orders do remembered[KEYS[count + index]] = found[index] or nil end
end
local shut = false
for index = 1, count do shut = shut or not gates[index].open end
local answers, at = {}, 3
for index = 1, orders do
  local key = KEYS[count + index]
  local marks, closed, lacking, lines = {}, {}, {}, tonumber(ARGV[at])
  for line = 1, lines do
    local gate, wanted = gates[tonumber(ARGV[at + 2 * line - 1])], ARGV[at + 2 * line]
    marks[line] = gate.mark .. wanted .. ';'
    if not gate.open then closed[#closed + 1] = line end
  end
  local asked = table.concat(marks)
  local memory = remembered[key]
  if shut then
    answers[index] = 'C' .. table.concat(closed, ',')
  elseif memory == 'R' .. asked then
    answers[index] = 'R'
  elseif memory and string.sub(memory, 1, #asked + 2) == 'S' .. asked .. '|' then
    answers[index] = 'S' .. string.sub(memory, #asked + 3)
  else
    local held = letGo(memory, 1)
    for line = 1, lines do
      if gates[tonumber(ARGV[at + 2 * line - 1])].quantity < tonumber(ARGV[at + 2 * line]) then
        lacking[#lacking + 1] = line
      end
    end
    if #lacking == 0 then
      for line = 1, lines do
        add(gates[tonumber(ARGV[at + 2 * line - 1])], -tonumber(ARGV[at + 2 * line]))
      end
      answers[index], memory = 'R', 'R' .. asked
    else
      answers[index] = 'S' .. table.concat(lacking, ',')
      if held then letGo(memory, -1) else memory = 'S' .. asked .. '|' .. table.concat(lacking, ',') end
    end
    remembered[key] = memory
    redis.call('SET', key, memory, 'PX', ARGV[2])
  end
  at = at + 1 + 2 * lines
end
save()
local epochs = {}
for index, gate in ipairs(gates) do epochs[index] = gate.epoch end
return { epochs, answers }
`;

/** KEYS: memories of orders. ARGV: milliseconds to go on remembering. */
export const FORGET = `
for index = 1, #KEYS do redis.call('PEXPIRE', KEYS[index], ARGV[1]) end
return 1
`;

/** KEYS: gates, then memories of orders that are to hold nothing. ARGV: number of gates. */
export const CANCEL = `${GATES}
for index = count + 1, #KEYS do
  letGo(redis.call('GET', KEYS[index]), 1)
  redis.call('DEL', KEYS[index])
end
save()
return 1
`;

/**
 * KEYS: gates, then one mark per thing given back, so that it is given back once. ARGV: number of gates, milliseconds to
 * keep the marks, then of each thing gate, quantity and epoch. What another epoch has counted already is not added.
 */
export const GIVE_BACK = `${GATES}
for index = 1, #KEYS - count do
  local gate, quantity, epoch = gates[tonumber(ARGV[3 * index])], ARGV[3 * index + 1], ARGV[3 * index + 2]
  if redis.call('SET', KEYS[count + index], '1', 'NX', 'PX', ARGV[2]) and gate.open and gate.epoch == epoch then
    add(gate, tonumber(quantity))
  end
end
save()
return 1
`;

/** KEYS: gate. Answers which server answers. */
export const ASK_SERVER = `return string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')`;

/**
 * KEYS: gate. ARGV: quantity, epoch, server. An epoch opens once: 0 when the gate has seen it, or a later one. Sent again
 * to another server, which may have forgotten what was decided after the first time, it opens nothing.
 */
export const OPEN = `
local server = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
if server ~= ARGV[3] then return 0 end
if tonumber(redis.call('HGET', KEYS[1], 'epoch') or '-1') >= tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1], 'quantity', ARGV[1], 'epoch', ARGV[2], 'state', 'OPEN', 'server', server)
return 1
`;

/** KEYS: gate. ARGV: epoch. Shuts the gate of this epoch, and no later one. */
export const CLOSE = `
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'state', 'CLOSED')
return 1
`;

/** KEYS: gates. ARGV: their number. Answers quantity, epoch and 1 or 0 for open, as texts, of each. */
export const READ = `${GATES}
local states = {}
for index, gate in ipairs(gates) do
  states[index] = { string.format('%d', gate.quantity), gate.epoch, gate.open and '1' or '0' }
end
return states
`;
