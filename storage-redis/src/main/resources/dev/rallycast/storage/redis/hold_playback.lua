-- Says who is there on this node, and tells who is there on others.
-- ARGV: node, playback, sessions, controllers, lease in ms, idle in ms
if playback ~= ARGV[2] then
  return reply('GONE')
end
local lease = tonumber(ARGV[5])
local now, all = leases(lease)
local mine = 'node:' .. node
local left, sessions, controllers = tonumber(ARGV[6]), 0, 0
if ARGV[3] == '0' then
  redis.call('HDEL', key, mine)
else
  redis.call('HSET', key, mine, string.format('%s %s %.0f', ARGV[3], ARGV[4], now + lease))
  left = math.max(left, lease)
end
for _, one in ipairs(all) do
  if one.name ~= mine then
    local s, c = one.what:match('^(%d+) (%d+)$')
    local there = one.name:sub(1, 5) == 'node:'
    if one.ends <= now or (there and not s) then
      -- A node that is heard of no more, or a change that nobody asks for any more.
      redis.call('HDEL', key, one.name)
    elseif there then
      left = math.max(left, one.ends - now)
      sessions = sessions + tonumber(s)
      controllers = controllers + tonumber(c)
    end
  end
end
redis.call('PEXPIRE', key, string.format('%.0f', left))
return reply('OK', sessions, controllers)
