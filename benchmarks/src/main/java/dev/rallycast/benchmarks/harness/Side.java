package dev.rallycast.benchmarks.harness;

import java.io.IOException;

/** One side of a comparison. */
@FunctionalInterface
public interface Side {
    /** Does a round's work; the result goes into a checksum that is printed, so that no work can be left out. */
    long run(int round) throws IOException;

    /** This side, with something to do before each round that is not timed. */
    default Side after(Preparation preparation) {
        return new Side() {
            @Override
            public long run(int round) throws IOException {
                return Side.this.run(round);
            }

            @Override
            public void prepare(int round) throws IOException {
                preparation.prepare(round);
            }
        };
    }

    /** What is done before a round and not timed. */
    default void prepare(int round) throws IOException {}

    /** Work that is not timed. */
    @FunctionalInterface
    interface Preparation {
        void prepare(int round) throws IOException;
    }
}
