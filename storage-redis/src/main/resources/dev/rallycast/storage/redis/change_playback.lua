-- Replaces a state by the next. The same command once more changes nothing and is told that all is well.
-- ARGV: node, channel, message, expected revision, lease in ms; then the state
local expected, first = ARGV[4], 6
if playback and is_there(first) then
  return reply('OK')
end
if playback then
  if playback ~= ARGV[first] or found[REVISION] ~= expected then
    return reply('REFUSED')
  end
  put(first)
else
  if found[ENDED] or expected ~= '-1' then
    return reply('REFUSED')
  end
  put(first)
  -- Whoever puts it back says next who is there.
  redis.call('PEXPIRE', key, ARGV[5])
end
ring(ARGV[2], ARGV[3])
return reply('OK')
