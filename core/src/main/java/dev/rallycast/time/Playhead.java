package dev.rallycast.time;

import dev.rallycast.model.Speed;

/**
 * An affine clock of match time: it stood at its anchor at tick {@code anchorTick} and moves at {@code speed} thousandths
 * from then on. Before the anchor tick it stands still. Immutable.
 *
 * <p>Exact in integers: match time at a tick is a whole number of picoseconds, and the anchor keeps them, so that nothing
 * drifts however long it runs and however often it is anchored anew. Ticks are compared by difference, so their origin may
 * be anywhere.
 *
 * @param anchorTime match time in nanoseconds, 0 to 2<sup>62</sup>
 * @param anchorPicos the anchor's fraction of a nanosecond in picoseconds, 0 to 999
 * @param anchorTick a reading of a {@link Ticker}
 * @param speed rate in thousandths
 */
public record Playhead(long anchorTime, int anchorPicos, long anchorTick, int speed) {
    /** Beyond every real wait, and far enough from overflow that adding it to a tick keeps differences meaningful. */
    private static final long FAR = Long.MAX_VALUE / 2;

    private static final int PICOS = 1_000;

    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException if the speed or the fraction is out of range
     */
    public Playhead {
        Speed.require(speed);
        if (anchorPicos < 0 || anchorPicos >= PICOS) {
            throw new IllegalArgumentException("anchorPicos is " + anchorPicos + ": expected 0 to 999");
        }
    }

    /** A playhead whose anchor is a whole nanosecond. */
    public Playhead(long anchorTime, long anchorTick, int speed) {
        this(anchorTime, 0, anchorTick, speed);
    }

    /** Match time at a tick, rounded down: {@code floor(anchor + (tick − anchorTick) · speed / 1000)}. */
    public long timeAt(long tick) {
        long elapsed = tick - anchorTick;
        if (elapsed <= 0) {
            return anchorTime;
        }
        // Split, because elapsed · speed overflows after half a year at 16x.
        long whole = elapsed / PICOS;
        if (whole > FAR / speed) {
            return FAR;
        }
        return anchorTime + whole * speed + (elapsed % PICOS * speed + anchorPicos) / PICOS;
    }

    /**
     * The first tick at which match time has reached {@code time}, and never before the anchor tick:
     * {@code anchorTick + ceil((time − anchor) · 1000 / speed)}.
     */
    public long tickAt(long time) {
        long distance = time - anchorTime;
        if (distance <= 0) {
            return anchorTick;
        }
        long whole = distance / speed;
        if (whole > FAR / PICOS) {
            return anchorTick + FAR;
        }
        // Not below −999 + 1, which rounds up to 0.
        long rest = distance % speed * PICOS - anchorPicos;
        return anchorTick + whole * PICOS + Math.floorDiv(rest + speed - 1, speed);
    }

    /** The same movement up to {@code tick}, anchored there; from then on at {@code newSpeed}. */
    public Playhead anchoredAt(long tick, int newSpeed) {
        long elapsed = tick - anchorTick;
        int picos = elapsed <= 0 ? anchorPicos : (int) ((elapsed % PICOS * speed + anchorPicos) % PICOS);
        return new Playhead(Math.min(timeAt(tick), FAR), picos, tick, newSpeed);
    }
}
