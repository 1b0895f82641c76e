-- Makes another writer of a recording, if it has none. Those before it can't append any more.
-- KEYS: meta, lock. ARGV: token, lease in ms, incarnation
local meta, lock = KEYS[1], KEYS[2]
local token, lease, incarnation = ARGV[1], ARGV[2], ARGV[3]

local found = redis.call('HMGET', meta, 'incarnation', 'ended', 'events', 'time', 'bytes')
if found[1] ~= incarnation then
  return {'GONE'}
end
if found[2] == '1' then
  return {'ENDED'}
end
local holder = redis.call('GET', lock)
if holder and holder ~= token then
  return {'LOCKED'}
end
redis.call('HSET', meta, 'writer', token)
redis.call('SET', lock, token, 'PX', lease)
return {'OK', found[3], found[4], found[5]}
