package dev.rallycast.sports.tennis.files;

import java.util.List;

/**
 * When the points of a match started: the file's clock, mended. Where it goes back, a point starts together with the one
 * before it; where it has no time, one is put in by the timing model.
 */
final class StartTimes {
    private static final long SECOND = 1_000_000_000L;

    /** Where the clock was lost, the files go on by exactly this much a row. */
    private static final int SYNTHETIC_GAP = 60;

    /** This many such gaps in a row do not happen by chance. */
    private static final int SYNTHETIC_RUN = 5;

    private final long[] nanos;
    private final int missing;
    private final int timesBack;
    private final int syntheticRuns;

    private StartTimes(long[] nanos, int missing, int timesBack, int syntheticRuns) {
        this.nanos = nanos;
        this.missing = missing;
        this.timesBack = timesBack;
        this.syntheticRuns = syntheticRuns;
    }

    /** Times of recorded seconds ({@link SourcePoint.NO_TIME} where there is none) and the gap to expect after each point. */
    static StartTimes of(List<Integer> seconds, long[] gapsNanos) {
        int size = seconds.size();
        long[] nanos = new long[size];
        int missing = 0;
        int timesBack = 0;
        int latest = 0;
        for (int i = 0; i < size; i++) {
            int recorded = seconds.get(i);
            if (recorded == SourcePoint.NO_TIME) {
                missing++;
                nanos[i] = i == 0 ? 0 : Math.min(nanos[i - 1] + gapsNanos[i - 1], nextKnown(seconds, i));
            } else {
                if (recorded < latest) {
                    timesBack++;
                }
                nanos[i] = recorded * SECOND;
                latest = recorded;
            }
            nanos[i] = Math.max(nanos[i], i == 0 ? 0 : nanos[i - 1]);
        }
        return new StartTimes(nanos, missing, timesBack, syntheticRuns(seconds));
    }

    private static long nextKnown(List<Integer> seconds, int from) {
        for (int i = from; i < seconds.size(); i++) {
            if (seconds.get(i) != SourcePoint.NO_TIME) {
                return seconds.get(i) * SECOND;
            }
        }
        return Long.MAX_VALUE;
    }

    /** How many points lie in a run of synthetic gaps, the first of each run left out. */
    private static int syntheticRuns(List<Integer> seconds) {
        int points = 0;
        int run = 0;
        for (int i = 1; i <= seconds.size(); i++) {
            if (i < seconds.size()
                    && seconds.get(i - 1) != SourcePoint.NO_TIME
                    && seconds.get(i) - seconds.get(i - 1) == SYNTHETIC_GAP) {
                run++;
            } else {
                points += run >= SYNTHETIC_RUN ? run : 0;
                run = 0;
            }
        }
        return points;
    }

    /** When point {@code index} (from 0) started. Never goes back. */
    long nanos(int index) {
        return nanos[index];
    }

    /** {@code "recorded"}, {@code "partly synthetic"} or {@code "synthetic"}. */
    String kind() {
        if (missing == nanos.length) {
            return "synthetic";
        }
        return missing > 0 || syntheticRuns > 0 ? "partly synthetic" : "recorded";
    }

    int missing() {
        return missing;
    }

    int timesBack() {
        return timesBack;
    }

    int syntheticRuns() {
        return syntheticRuns;
    }
}
