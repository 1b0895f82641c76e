package dev.rallycast.benchmarks.harness;

import java.util.Arrays;
import java.util.Locale;

/** The rounds of two sides that took turns: nanoseconds an operation, the same round of both at the same place. */
public final class Paired {
    private final double[] ours;
    private final double[] peer;
    private final double[] oursCpu;
    private final double[] peerCpu;

    /**
     * The rounds' times; the arrays are not copied.
     *
     * @param ours wall time of ours
     * @param peer wall time of the peer
     * @param oursCpu processor time of ours
     * @param peerCpu processor time of the peer
     */
    public Paired(double[] ours, double[] peer, double[] oursCpu, double[] peerCpu) {
        this.ours = ours;
        this.peer = peer;
        this.oursCpu = oursCpu;
        this.peerCpu = peerCpu;
    }

    /** The best round of ours. */
    public double oursBest() {
        return best(ours);
    }

    /** The best round of the peer. */
    public double peerBest() {
        return best(peer);
    }

    /** How many times the peer's cost ours is: best round by best round. */
    public double cost() {
        return oursBest() / peerBest();
    }

    /** How many times cheaper than the peer ours is: best round by best round. */
    public double gain() {
        return peerBest() / oursBest();
    }

    /** The ratio by other measures, so that its noise can be seen; {@code inverse} for {@link #gain()}. */
    public String spread(boolean inverse) {
        double[] pairs = new double[ours.length];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = inverse ? peer[i] / ours[i] : ours[i] / peer[i];
        }
        Arrays.sort(pairs);
        double median = inverse ? median(peer) / median(ours) : median(ours) / median(peer);
        String text = String.format(
                Locale.ROOT,
                "medians %s, pairs %s to %s",
                Figures.ratio(median),
                Figures.ratio(pairs[pairs.length / 10]),
                Figures.ratio(pairs[pairs.length - 1 - pairs.length / 10]));
        double cpu = inverse ? best(peerCpu) / best(oursCpu) : best(oursCpu) / best(peerCpu);
        return Double.isFinite(cpu) && cpu > 0 ? text + ", CPU " + Figures.ratio(cpu) : text;
    }

    private static double best(double[] values) {
        return Arrays.stream(values).min().orElseThrow();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
