-- Replaces a state by the next. The same command once more changes nothing and is told that all is well, even if others have made
-- changes on top of it.
-- ARGV: node, channel, message, expected revision, lease in ms, a name for this call; then the state
local expected, call, first = ARGV[4], ARGV[6], 7
local name = 'done:' .. node
if playback then
  local done = redis.call('HGET', key, name)
  if done and done:match('^(%S+) ') == call then
    return reply('OK')
  end
  if playback ~= ARGV[first] or found[REVISION] ~= expected then
    return reply('REFUSED')
  end
elseif found[ENDED] or expected ~= '-1' then
  return reply('REFUSED')
end
put(first, name, string.format('%s %.0f', call, moment() + tonumber(ARGV[5])))
if not playback then
  -- Whoever puts it back says next who is there.
  redis.call('PEXPIRE', key, ARGV[5])
end
ring(ARGV[2], ARGV[3])
return reply('OK')
