package dev.rallycast.time;

import dev.rallycast.model.Speed;

/**
 * An affine clock of match time: it stood at {@code anchorTime} at tick {@code anchorTick} and moves at {@code speed}
 * thousandths from then on. Before the anchor tick it stands still. Immutable, exact in integers, so nothing drifts
 * however long it runs; ticks are compared by difference, so their origin may be anywhere.
 *
 * @param anchorTime match time in nanoseconds
 * @param anchorTick a reading of a {@link Ticker}
 * @param speed rate in thousandths
 */
public record Playhead(long anchorTime, long anchorTick, int speed) {
    /** Beyond every real wait, and far enough from overflow that adding it to a tick keeps differences meaningful. */
    private static final long FAR = Long.MAX_VALUE / 2;

    /**
     * Checks the speed.
     *
     * @throws IllegalArgumentException if the speed is out of range
     */
    public Playhead {
        Speed.require(speed);
    }

    /** Match time at a tick, rounded down: {@code anchorTime + floor((tick − anchorTick) · speed / 1000)}. */
    public long timeAt(long tick) {
        long elapsed = tick - anchorTick;
        if (elapsed <= 0) {
            return anchorTime;
        }
        // Split, because elapsed · speed overflows after half a year at 16x.
        long whole = elapsed / Speed.NORMAL;
        if (whole > FAR / Speed.MAX) {
            return FAR;
        }
        return anchorTime + whole * speed + elapsed % Speed.NORMAL * speed / Speed.NORMAL;
    }

    /**
     * The first tick at which match time has reached {@code time}, and never before the anchor tick:
     * {@code anchorTick + ceil((time − anchorTime) · 1000 / speed)}.
     */
    public long tickAt(long time) {
        long distance = time - anchorTime;
        if (distance <= 0) {
            return anchorTick;
        }
        long whole = distance / speed;
        if (whole > FAR / Speed.NORMAL) {
            return anchorTick + FAR;
        }
        long rest = distance % speed * Speed.NORMAL;
        return anchorTick + whole * Speed.NORMAL + (rest + speed - 1) / speed;
    }
}
