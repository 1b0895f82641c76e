/** Measures in memory what it costs to bring an event to many sessions. */
@NullMarked
package dev.rallycast.benchmarks.fanout;

import org.jspecify.annotations.NullMarked;
