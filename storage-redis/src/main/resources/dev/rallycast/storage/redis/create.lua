-- Begins a recording, and makes its first writer.
-- KEYS: meta, lock. ARGV: token, lease in ms, incarnation, game
local meta, lock = KEYS[1], KEYS[2]
local token, lease, incarnation, game = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

if redis.call('EXISTS', meta) == 1 then
  -- There already because of this very command, whose answer was lost?
  -- Only as long as nobody else has become its writer.
  if redis.call('TYPE', meta).ok ~= 'hash' or redis.call('HGET', meta, 'incarnation') ~= incarnation
      or redis.call('HGET', meta, 'writer') ~= token then
    return {'EXISTS'}
  end
else
  redis.call('HSET', meta, 'format', '1', 'incarnation', incarnation, 'game', game, 'writer', token,
    'events', '0', 'time', '0', 'bytes', '0', 'ended', '0')
end
redis.call('SET', lock, token, 'PX', lease)
return {'OK'}
