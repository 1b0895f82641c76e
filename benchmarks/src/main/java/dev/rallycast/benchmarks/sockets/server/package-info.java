/** The server's process: the library and the bare loop, in one container. */
@NullMarked
package dev.rallycast.benchmarks.sockets.server;

import org.jspecify.annotations.NullMarked;
