-- Says who is there on this node, and tells who is there on others.
-- ARGV: node, playback, sessions, controllers, lease in ms, idle in ms
if playback ~= ARGV[2] then
  return reply('GONE')
end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local mine = 'node:' .. node
if ARGV[3] == '0' then
  redis.call('HDEL', key, mine)
else
  redis.call('HSET', key, mine, string.format('%s %s %.0f', ARGV[3], ARGV[4], now + tonumber(ARGV[5])))
end

local left, sessions, controllers = tonumber(ARGV[6]), 0, 0
local all = redis.call('HGETALL', key)
for i = 1, #all, 2 do
  if all[i]:sub(1, 5) == 'node:' then
    local s, c, ends = all[i + 1]:match('^(%d+) (%d+) (%d+)$')
    if not s or tonumber(ends) <= now then
      -- A node that is heard of no more.
      redis.call('HDEL', key, all[i])
    else
      left = math.max(left, tonumber(ends) - now)
      if all[i] ~= mine then
        sessions = sessions + tonumber(s)
        controllers = controllers + tonumber(c)
      end
    end
  end
end
redis.call('PEXPIRE', key, string.format('%.0f', left))
return reply('OK', sessions, controllers)
