@NullMarked
package dev.rallycast.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
