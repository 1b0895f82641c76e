/**
 * Recordings as Redis Streams, and what servers share of their playbacks; {@code docs/redis.md} describes the keys and what holds when
 * something fails.
 */
@NullMarked
package dev.rallycast.storage.redis;

import org.jspecify.annotations.NullMarked;
