@NullMarked
package dev.rallycast.benchmarks.fanout;

import org.jspecify.annotations.NullMarked;
