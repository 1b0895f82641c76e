/** Rallycast on Jetty 12, Jakarta EE 10. */
@NullMarked
package dev.rallycast.examples.hosting.jettyee10;

import org.jspecify.annotations.NullMarked;
