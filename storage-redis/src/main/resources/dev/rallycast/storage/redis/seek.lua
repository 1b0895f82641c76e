-- Finds the first event at or after a time by bisection: about log2(events) looks at one entry each.
-- KEYS: stream. ARGV: how many events there are, time in microseconds
local low, high, time = 0, tonumber(ARGV[1]), tonumber(ARGV[2])
while low < high do
  local middle = math.floor((low + high) / 2)
  local id = string.format('%.0f', middle + 1)
  local entry = redis.call('XRANGE', KEYS[1], id .. '-0', id .. '-0')[1]
  local at = entry and entry[2][1] == 't' and tonumber(entry[2][2])
  if not at then
    return {'DAMAGED', string.format('%.0f', middle)}
  end
  if at < time then
    low = middle + 1
  else
    high = middle
  end
end
return {'OK', string.format('%.0f', low)}
