-- Keeps the lock of a writer.
-- KEYS: meta, lock. ARGV: token, lease in ms
if redis.call('HGET', KEYS[1], 'writer') ~= ARGV[1] then
  return {'FENCED'}
end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return {'OK'}
