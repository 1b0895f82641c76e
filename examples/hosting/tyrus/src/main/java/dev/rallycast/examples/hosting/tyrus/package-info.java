/** Rallycast on Tyrus. */
@NullMarked
package dev.rallycast.examples.hosting.tyrus;

import org.jspecify.annotations.NullMarked;
