-- The playback that is there, or else this one.
-- ARGV: node, channel, message, idle in ms; then the state
local idle = tonumber(ARGV[4])
if not playback then
  -- The reason why the last one ended, perhaps.
  redis.call('DEL', key)
  put(5, 'heard', string.format('%.0f', moment()))
  ring(ARGV[2], ARGV[3])
end
if redis.call('PTTL', key) < idle then
  redis.call('PEXPIRE', key, idle)
end
return reply('OK')
