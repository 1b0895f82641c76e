/** Measures recordings and shared playbacks in Redis. */
@NullMarked
package dev.rallycast.benchmarks.redis;

import org.jspecify.annotations.NullMarked;
