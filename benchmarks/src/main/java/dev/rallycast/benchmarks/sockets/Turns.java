package dev.rallycast.benchmarks.sockets;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Lets several sides take turns, so that what disturbs one disturbs the others. */
final class Turns {
    /** One side. */
    @FunctionalInterface
    interface Side {
        /** Runs a round and returns its figure. */
        double run() throws IOException;
    }

    private Turns() {}

    /** The figures of each side by round; the side that begins changes, and the rounds of the warm-up don't count. */
    static List<double[]> measure(int warmups, int rounds, List<Side> sides) throws IOException {
        List<double[]> figures = new ArrayList<>();
        sides.forEach(side -> figures.add(new double[rounds]));
        for (int round = -warmups; round < rounds; round++) {
            for (int turn = 0; turn < sides.size(); turn++) {
                int side = Math.floorMod(round + turn, sides.size());
                double figure = sides.get(side).run();
                if (round >= 0) {
                    figures.get(side)[round] = figure;
                }
            }
        }
        return figures;
    }
}
