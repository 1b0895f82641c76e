/** Rallycast on Tomcat. */
@NullMarked
package dev.rallycast.examples.hosting.tomcat;

import org.jspecify.annotations.NullMarked;
