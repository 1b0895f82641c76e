/** Values that every other package speaks of, and the root of the exceptions. */
@NullMarked
package dev.rallycast.model;

import org.jspecify.annotations.NullMarked;
