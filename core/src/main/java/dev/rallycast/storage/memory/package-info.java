/** Recordings in memory, for tests and demonstrations. */
@NullMarked
package dev.rallycast.storage.memory;

import org.jspecify.annotations.NullMarked;
