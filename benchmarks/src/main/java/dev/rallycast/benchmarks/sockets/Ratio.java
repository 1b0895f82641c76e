package dev.rallycast.benchmarks.sockets;

import dev.rallycast.benchmarks.harness.Figures;
import dev.rallycast.benchmarks.harness.Limits;
import dev.rallycast.benchmarks.harness.Row;
import java.util.Arrays;
import java.util.function.DoubleFunction;

/** Two sides that took turns: the figures of a round are at the same place. */
final class Ratio {
    private final double[] ours;
    private final double[] peer;

    /** The figures of both; the arrays are not copied. */
    Ratio(double[] ours, double[] peer) {
        this.ours = ours;
        this.peer = peer;
    }

    /** A row with the median of the ratios. */
    Row row(String id, String quantity, String against, Limits limits) {
        double[] ratios = new double[ours.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = ours[i] / peer[i];
        }
        return row(id, quantity, against, limits, ratios, Figures::ratio);
    }

    /** A row with the median of the differences, in milliseconds. */
    Row millisMore(String id, String quantity, String against, Limits limits) {
        double[] differences = new double[ours.length];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = (ours[i] - peer[i]) / 1e6;
        }
        return row(id, quantity, against, limits, differences, value -> Figures.number(value) + " ms");
    }

    private Row row(
            String id, String quantity, String against, Limits limits, double[] values, DoubleFunction<String> text) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Row(
                id,
                quantity,
                against,
                median(sorted),
                limits,
                Figures.time(median(ours)) + " : " + Figures.time(median(peer)),
                text.apply(sorted[0]) + " to " + text.apply(sorted[sorted.length - 1]));
    }

    /** The middle one, or the mean of the two in the middle. */
    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
