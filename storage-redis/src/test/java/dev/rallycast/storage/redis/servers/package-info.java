/** Redis servers that tests start, and ways to them that break; other modules' tests use them, too. */
@NullMarked
package dev.rallycast.storage.redis.servers;

import org.jspecify.annotations.NullMarked;
