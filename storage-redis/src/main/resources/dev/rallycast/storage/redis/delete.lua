-- Removes a recording.
-- KEYS: meta, stream, lock. ARGV: incarnation, channel
if redis.call('HGET', KEYS[1], 'incarnation') ~= ARGV[1] then
  return {'GONE'}
end
if redis.call('EXISTS', KEYS[3]) == 1 then
  return {'LOCKED'}
end
redis.call('UNLINK', KEYS[1], KEYS[2])
redis.pcall('PUBLISH', ARGV[2], '')
return {'OK'}
