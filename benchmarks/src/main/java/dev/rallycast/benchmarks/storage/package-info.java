/** Measurements of recordings in files. */
@NullMarked
package dev.rallycast.benchmarks.storage;

import org.jspecify.annotations.NullMarked;
