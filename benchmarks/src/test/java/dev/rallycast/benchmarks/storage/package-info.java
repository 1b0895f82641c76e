@NullMarked
package dev.rallycast.benchmarks.storage;

import org.jspecify.annotations.NullMarked;
