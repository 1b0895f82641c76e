package dev.rallycast.benchmarks.storage;

/**
 * One figure of the report.
 *
 * @param id the row of the goals that it answers
 * @param quantity what is measured
 * @param peer what it is measured against
 * @param value the figure, in the unit of the limits
 * @param times the best time of an operation of each side, ours first
 * @param spread how noisy the figure is
 */
record Row(String id, String quantity, String peer, double value, Limits limits, String times, String spread) {
    /** A row about what ours costs or, where more is better, how much cheaper it is. */
    static Row of(String id, String quantity, String peer, Limits limits, Paired paired) {
        return new Row(
                id,
                quantity,
                peer,
                limits.atLeast() ? paired.gain() : paired.cost(),
                limits,
                Figures.time(paired.oursBest()) + " : " + Figures.time(paired.peerBest()),
                paired.spread(limits.atLeast()));
    }
}
