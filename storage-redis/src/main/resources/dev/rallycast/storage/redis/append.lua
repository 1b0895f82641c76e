-- Appends events, all or none. The same command once more changes nothing and is told that all is well.
-- KEYS: meta, stream, lock
-- ARGV: token, lease in ms, incarnation, first index, how many, their last time, their bytes, channel;
--       then time, kind, mark (empty for none), data and checksum of each
local meta, stream, lock = KEYS[1], KEYS[2], KEYS[3]
local token, lease, incarnation = ARGV[1], ARGV[2], ARGV[3]
local first, count = tonumber(ARGV[4]), tonumber(ARGV[5])
local names = {'t', 'k', 'm', 'd', 'c'}

local function fields(place)
  local found = {}
  for i = 1, 5 do
    local value = ARGV[3 + place * 5 + i]
    if i ~= 3 or value ~= '' then
      found[#found + 1] = names[i]
      found[#found + 1] = value
    end
  end
  return found
end

local function id(place)
  return string.format('%.0f-0', first + place)
end

local found = redis.call('HMGET', meta, 'incarnation', 'writer', 'events', 'ended')
if found[1] ~= incarnation then
  return {'GONE'}
end
if found[2] ~= token then
  return {'FENCED'}
end
local events = tonumber(found[3])
if events < first then
  return {'LOST', found[3]}
end
if events > first then
  -- There already because of this very command, whose answer was lost?
  local there = redis.call('XRANGE', stream, id(1), id(count))
  if events ~= first + count or #there ~= count then
    return {'CONFLICT', found[3]}
  end
  for place = 1, count do
    local wanted, entry = fields(place), there[place][2]
    local same = #wanted == #entry
    for i = 1, #wanted do
      same = same and wanted[i] == entry[i]
    end
    if not same then
      return {'CONFLICT', found[3]}
    end
  end
  -- A write, so that a WAIT behind it waits for what was there, too.
  redis.call('SET', lock, token, 'PX', lease)
  return {'AGAIN'}
end
if found[4] == '1' then
  return {'ENDED'}
end

for place = 1, count do
  -- Only the first one can be refused: because of what others have put there.
  local reply = redis.pcall('XADD', stream, id(place), unpack(fields(place)))
  if type(reply) == 'table' and reply.err then
    return {'FOREIGN', reply.err}
  end
end
redis.call('HSET', meta, 'events', string.format('%.0f', first + count), 'time', ARGV[6])
redis.call('HINCRBY', meta, 'bytes', ARGV[7])
redis.call('SET', lock, token, 'PX', lease)
-- Who may not publish records all the same.
redis.pcall('PUBLISH', ARGV[8], '')
return {'OK'}
