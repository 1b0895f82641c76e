package dev.rallycast.benchmarks.harness;

/**
 * One figure of the report.
 *
 * @param id the row of the goals that it answers
 * @param quantity what is measured
 * @param peer what it is measured against
 * @param value the figure, in the unit of the limits; not a number if nothing was measured
 * @param times what an operation of each side costs, ours first
 * @param spread how noisy the figure is, or why there is none
 */
public record Row(String id, String quantity, String peer, double value, Limits limits, String times, String spread) {
    /** A row about what ours costs or, where more is better, how much cheaper it is. */
    public static Row of(String id, String quantity, String peer, Limits limits, Paired paired) {
        return new Row(
                id,
                quantity,
                peer,
                limits.atLeast() ? paired.gain() : paired.cost(),
                limits,
                Figures.time(paired.oursBest()) + " : " + Figures.time(paired.peerBest()),
                paired.spread(limits.atLeast()));
    }

    /** A row that says why nothing was measured. */
    public static Row notMeasured(String id, String quantity, String peer, Limits limits, String why) {
        return new Row(id, quantity, peer, Double.NaN, limits, "", why);
    }

    /** Whether there is a figure. */
    public boolean isMeasured() {
        return !Double.isNaN(value);
    }
}
