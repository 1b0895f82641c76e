/** Measures two sides in turns and prints what came out as Markdown. */
@NullMarked
package dev.rallycast.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
