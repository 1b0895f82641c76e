-- Lets go of a recording.
-- KEYS: meta, lock. ARGV: token
if redis.call('HGET', KEYS[1], 'writer') == ARGV[1] then
  redis.call('HDEL', KEYS[1], 'writer')
end
if redis.call('GET', KEYS[2]) == ARGV[1] then
  redis.call('DEL', KEYS[2])
end
return {'OK'}
