-- Writes the end mark.
-- KEYS: meta, lock. ARGV: token, lease in ms, incarnation, how many events there are, channel
local meta, lock = KEYS[1], KEYS[2]
local token, lease, incarnation, events = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

local found = redis.call('HMGET', meta, 'incarnation', 'writer', 'events')
if found[1] ~= incarnation then
  return {'GONE'}
end
if found[2] ~= token then
  return {'FENCED'}
end
if tonumber(found[3]) < tonumber(events) then
  return {'LOST', found[3]}
end
redis.call('HSET', meta, 'ended', '1')
redis.call('SET', lock, token, 'PX', lease)
redis.pcall('PUBLISH', ARGV[5], '')
return {'OK'}
