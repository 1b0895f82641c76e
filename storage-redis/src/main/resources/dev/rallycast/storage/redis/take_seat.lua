-- Gives a user a seat, if there is one left.
-- ARGV: node, playback, user, how many seats there are
if playback ~= ARGV[2] then
  return reply('GONE')
end
local mine = 'seat:' .. ARGV[3]
local taken = 0
for _, field in ipairs(redis.call('HKEYS', key)) do
  if field == mine then
    return reply('TAKEN')
  end
  if field:sub(1, 5) == 'seat:' then
    taken = taken + 1
  end
end
if taken >= tonumber(ARGV[4]) then
  return reply('FULL')
end
redis.call('HSET', key, mine, '1')
return reply('TAKEN')
