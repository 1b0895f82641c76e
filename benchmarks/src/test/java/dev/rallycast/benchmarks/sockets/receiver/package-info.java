@NullMarked
package dev.rallycast.benchmarks.sockets.receiver;

import org.jspecify.annotations.NullMarked;
