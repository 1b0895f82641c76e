-- What all scripts about shared playbacks begin with.
-- KEYS: the playback. ARGV: this node's name, then what the script itself says.
local key, node = KEYS[1], ARGV[1]
-- As in SharedFields.
local FIELDS = {'format', 'playback', 'game', 'incarnation', 'pacing', 'revision', 'epoch', 'mode', 'time', 'next',
  'picos', 'at', 'speed', 'cause', 'node', 'by', 'ended'}
local REVISION, LAST, ENDED = 6, 16, 17

local found = redis.call('HMGET', key, unpack(FIELDS))
if found[1] ~= '1' and (found[1] or redis.call('EXISTS', key) == 1) then
  return {'FOREIGN', found[1] or ''}
end
local playback = found[2]

-- A word, two numbers, and what is there.
local function reply(word, a, b)
  local all = {word, string.format('%.0f', a or 0), string.format('%.0f', b or 0)}
  for i = 1, #FIELDS do
    all[#all + 1] = found[i]
  end
  return all
end

-- The moment, in ms.
local function moment()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- Makes the state that begins at an argument the one that is there. The last of its values may be missing. A field goes with it.
local function put(first, name, value)
  local values = {'format', '1', name, value}
  found = {'1'}
  for i = 2, #FIELDS do
    found[i] = i <= LAST and ARGV[first + i - 2] or false
    if found[i] then
      values[#values + 1] = FIELDS[i]
      values[#values + 1] = found[i]
    end
  end
  if not found[LAST] then
    redis.call('HDEL', key, 'by')
  end
  redis.call('HSET', key, unpack(values))
end

-- The moment, and what is known of nodes until when. Nodes that live are heard several times a lease. After a longer silence
-- nobody could be heard, or a server with another clock took over: of that, leases have run no longer than between two holds.
local function leases(lease)
  local now, silence, all = moment(), 0, {}
  local fields = redis.call('HGETALL', key)
  for i = 1, #fields, 2 do
    local name, value = fields[i], fields[i + 1]
    if name == 'heard' then
      silence = now - (tonumber(value) or now)
    elseif name:sub(1, 5) == 'node:' or name:sub(1, 5) == 'done:' then
      local what, ends = value:match('^(.+) (%d+)$')
      all[#all + 1] = {name = name, what = what or '', ends = tonumber(ends or 0)}
    end
  end
  local run = silence < 0 and 0 or silence > lease / 2 and lease / 3 or silence
  if run ~= silence then
    for _, one in ipairs(all) do
      one.ends = one.ends + silence - run
      redis.call('HSET', key, one.name, string.format('%s %.0f', one.what, one.ends))
    end
  end
  redis.call('HSET', key, 'heard', string.format('%.0f', now))
  return now, all
end

-- The doorbell. Who may not publish does all else.
local function ring(channel, message)
  redis.pcall('PUBLISH', channel, message)
end
