/** Rallycast on Jetty 12, Jakarta EE 11. */
@NullMarked
package dev.rallycast.examples.hosting.jettyee11;

import org.jspecify.annotations.NullMarked;
