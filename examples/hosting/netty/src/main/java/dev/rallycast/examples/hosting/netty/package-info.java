/** Rallycast on Netty. */
@NullMarked
package dev.rallycast.examples.hosting.netty;

import org.jspecify.annotations.NullMarked;
