-- Takes a seat from its user.
-- ARGV: node, playback, user
if playback ~= ARGV[2] then
  return reply('GONE')
end
redis.call('HDEL', key, 'seat:' .. ARGV[3])
return reply('OK')
