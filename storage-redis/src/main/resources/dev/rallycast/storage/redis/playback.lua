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

-- Makes the state that begins at an argument the one that is there. The last of its values may be missing.
local function put(first)
  local values = {'format', '1'}
  found = {'1'}
  for i = 2, #FIELDS do
    found[i] = i <= LAST and ARGV[first + i - 2] or false
    if found[i] then
      values[#values + 1] = FIELDS[i]
      values[#values + 1] = found[i]
    end
  end
  redis.call('HDEL', key, 'by')
  redis.call('HSET', key, unpack(values))
end

-- Whether the state that begins at an argument is the one that is there.
local function is_there(first)
  for i = 2, LAST do
    if (ARGV[first + i - 2] or false) ~= found[i] then
      return false
    end
  end
  return true
end

-- The doorbell. Who may not publish does all else.
local function ring(channel, message)
  redis.pcall('PUBLISH', channel, message)
end
