/** The clients' process: it reads what comes, throws it away and counts. */
@NullMarked
package dev.rallycast.benchmarks.sockets.receiver;

import org.jspecify.annotations.NullMarked;
