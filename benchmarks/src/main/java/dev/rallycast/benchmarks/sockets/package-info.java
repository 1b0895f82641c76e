/** Measures what it costs to bring events to clients over WebSockets, in several containers. */
@NullMarked
package dev.rallycast.benchmarks.sockets;

import org.jspecify.annotations.NullMarked;
