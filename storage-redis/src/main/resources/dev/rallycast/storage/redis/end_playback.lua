-- Ends a playback, and leaves the reason for a while. The same command once more changes nothing and is told that all is well.
-- ARGV: node, playback, reason, 1 if also when others watch or else 0, a name for this call, how long the reason stays in ms,
--       channel, message, lease in ms
if playback ~= ARGV[2] then
  local again = found[ENDED] and redis.call('HGET', key, 'call') == ARGV[5]
  return reply(again and 'OK' or 'GONE')
end
if ARGV[4] == '0' then
  local now, all = leases(tonumber(ARGV[9]))
  for _, one in ipairs(all) do
    if one.name:sub(1, 5) == 'node:' and one.name ~= 'node:' .. node and one.ends > now then
      return reply('WATCHED')
    end
  end
end
redis.call('DEL', key)
redis.call('HSET', key, 'format', '1', 'ended', ARGV[3], 'call', ARGV[5])
redis.call('PEXPIRE', key, ARGV[6])
ring(ARGV[7], ARGV[8])
return reply('OK')
