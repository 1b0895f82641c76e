package dev.rallycast.benchmarks.sockets;

import dev.rallycast.benchmarks.sockets.Pair.Cost;
import java.io.IOException;

/** Makes rounds of closed loops that last as long as they should. */
final class Rounds {
    private static final int FIRST_STEPS = 10;
    private static final int MIN_STEPS = 5;

    private final Sizes sizes;

    Rounds(Sizes sizes) {
        this.sizes = sizes;
    }

    /** A closed loop, of which so many steps are run. */
    interface Loop {
        Cost run(int steps) throws IOException;
    }

    /** A side whose figure is the processor time of a message. */
    Turns.Side side(Loop loop, int messagesPerStep) throws IOException {
        loop.run(FIRST_STEPS);
        long stepNanos = Math.max(1, loop.run(FIRST_STEPS).wallNanos() / FIRST_STEPS);
        int steps = (int) Math.max(MIN_STEPS, sizes.roundNanos() / stepNanos);
        return () -> (double) loop.run(steps).cpuNanos() / ((double) steps * messagesPerStep);
    }
}
