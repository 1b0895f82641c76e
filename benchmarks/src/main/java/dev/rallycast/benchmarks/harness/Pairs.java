package dev.rallycast.benchmarks.harness;

import java.io.IOException;

/** Runs two sides in turns, so that what disturbs one disturbs the other. Not thread-safe. */
public final class Pairs {
    private final Stopwatch stopwatch;
    private long checksum;

    public Pairs(Stopwatch stopwatch) {
        this.stopwatch = stopwatch;
    }

    /** Of all results so far. */
    public long checksum() {
        return checksum;
    }

    /**
     * Measures two sides; the rounds are counted from 0, those of the warm-up first, and the side that begins alternates.
     *
     * @param warmups rounds that don't count
     * @param rounds rounds that count
     * @param ourOperations what one round of ours is divided by
     * @param peerOperations what one round of the peer is divided by
     */
    public Paired measure(int warmups, int rounds, Side ours, long ourOperations, Side peer, long peerOperations)
            throws IOException {
        double[] ourWall = new double[rounds];
        double[] peerWall = new double[rounds];
        double[] ourCpu = new double[rounds];
        double[] peerCpu = new double[rounds];
        for (int round = 0; round < warmups + rounds; round++) {
            int at = round - warmups;
            if (round % 2 == 0) {
                time(ours, round, ourOperations, at, ourWall, ourCpu);
                time(peer, round, peerOperations, at, peerWall, peerCpu);
            } else {
                time(peer, round, peerOperations, at, peerWall, peerCpu);
                time(ours, round, ourOperations, at, ourWall, ourCpu);
            }
        }
        return new Paired(ourWall, peerWall, ourCpu, peerCpu);
    }

    private void time(Side side, int round, long operations, int at, double[] wall, double[] cpu) throws IOException {
        side.prepare(round);
        long cpuStart = stopwatch.cpu().nanos();
        long wallStart = stopwatch.wall().nanos();
        long result = side.run(round);
        long wallNanos = stopwatch.wall().nanos() - wallStart;
        long cpuNanos = stopwatch.cpu().nanos() - cpuStart;
        checksum = 31 * checksum + result;
        if (at >= 0) {
            wall[at] = (double) wallNanos / operations;
            cpu[at] = (double) cpuNanos / operations;
        }
    }
}
