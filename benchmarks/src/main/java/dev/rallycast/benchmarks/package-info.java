/** Measurements of Rallycast against bare peers, as ratios within one run. */
@NullMarked
package dev.rallycast.benchmarks;

import org.jspecify.annotations.NullMarked;
