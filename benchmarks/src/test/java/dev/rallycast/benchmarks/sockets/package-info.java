@NullMarked
package dev.rallycast.benchmarks.sockets;

import org.jspecify.annotations.NullMarked;
