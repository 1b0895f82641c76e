package dev.rallycast.sports.tennis.shots;

/**
 * A random number generator whose numbers follow from the seed alone, on every Java version. Not thread-safe.
 *
 * <p>Source: SplitMix64; Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
 */
public final class SplitMix {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private long state;

    /** Numbers that follow from {@code seed}. */
    public SplitMix(long seed) {
        state = seed;
    }

    private long nextLong() {
        state += GOLDEN_GAMMA;
        long z = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** At least 0, below 1. */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /** At least 0, below {@code bound}. */
    public int nextInt(int bound) {
        return (int) (nextDouble() * bound);
    }

    /** True with this probability. */
    public boolean chance(double probability) {
        return nextDouble() < probability;
    }

    /** At least {@code from}, below {@code to}. */
    public double between(double from, double to) {
        return from + (to - from) * nextDouble();
    }

    /** Roughly normal, within three standard deviations of the mean. */
    public double nextBell(double mean, double deviation) {
        double sum = 0;
        for (int i = 0; i < 9; i++) {
            sum += nextDouble();
        }
        // Nine uniform numbers: mean 4.5, variance 9/12.
        double normal = (sum - 4.5) / Math.sqrt(0.75);
        return mean + deviation * Math.max(-3, Math.min(3, normal));
    }
}
