-- The server's time. A script, so that the server that has the key is asked. KEYS: the clock, which is never there
return redis.call('TIME')
