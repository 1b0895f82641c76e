package dev.rallycast.spi;

/**
 * What happens to events that became due while the machine stood still or storage was away: when an event is later than the
 * manager's {@code stall}, by default 2 s.
 */
public enum StallPolicy {
    /** All of them go out at once, in order; the clock is not touched. */
    BURST,
    /** They are left out: a new epoch begins where the clock is, with a snapshot. */
    SKIP,
    /** The clock is set back to the first of them, so that everything is later by what was lost. */
    SLIP
}
