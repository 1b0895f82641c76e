/** Rallycast on Undertow. */
@NullMarked
package dev.rallycast.examples.hosting.undertow;

import org.jspecify.annotations.NullMarked;
