@NullMarked
package dev.rallycast.benchmarks;

import org.jspecify.annotations.NullMarked;
