package dev.rallycast;

import dev.rallycast.time.Stepped;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A hierarchical timing wheel (Varghese and Lauck, "Hashed and Hierarchical Timing Wheels", SOSP 1987): two levels of
 * 4,096 slots, the first of about 1 ms and the second of about 4.3 s each, and one list for what lies beyond five hours.
 * Arming, cancelling and firing take constant time and allocate nothing. Not thread-safe.
 *
 * <p>A timer lies in the first level exactly if its deadline falls in the 4.3 s that the wheel stands in, and in the second
 * if it falls in the same five hours. So everything in one level is due before everything in the next, and a timer is moved
 * at most once for each level that it starts above the first.
 */
final class TimerWheel {
    /** The width of a slot of the first level: 2<sup>20</sup> ns. */
    static final long TICK_NANOS = 1L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(TimerWheel.class);
    private static final int TICK_SHIFT = 20;
    private static final int LEVEL_SHIFT = 12;
    private static final int PERIOD_SHIFT = 2 * LEVEL_SHIFT;
    private static final int SLOTS = 1 << LEVEL_SHIFT;
    private static final int MASK = SLOTS - 1;

    private final long origin;
    private final Slots near = new Slots();
    private final Slots far = new Slots();
    private final Head beyond = new Head();
    /** What is being fired or moved at the moment; empty between calls. */
    private final Head moving = new Head();
    /** All slots of the first level before this tick are empty. */
    private long tick;

    /** A wheel whose time begins at {@code origin}, which may be any reading of a ticker. */
    TimerWheel(long origin) {
        this.origin = origin;
    }

    /** Arms a timer, or moves one that is armed. A deadline in the past is due at the next poll. */
    void arm(Timer timer, long deadline) {
        timer.unlink();
        timer.deadline = deadline;
        place(timer);
    }

    /** Disarms a timer, if it is armed. */
    void cancel(Timer timer) {
        timer.unlink();
    }

    /** Fires what is due at {@code now}, at most {@code budget} timers, and returns how many that were. */
    int poll(long now, int budget) {
        long elapsed = now - origin;
        long last = elapsed >> TICK_SHIFT;
        int fired = 0;
        while (fired < budget) {
            int slot = near.firstOccupied((int) (tick & MASK));
            long found = slot < 0 ? Long.MAX_VALUE : (tick & ~MASK) + slot;
            if (found <= last) {
                tick = found;
                fired += fireSlot(slot, now, budget - fired);
                Head head = near.heads[slot];
                if (head != null && !head.isEmpty()) {
                    // Out of budget, or later within the tick that the clock stands in.
                    return fired;
                }
                near.clear(slot);
            } else if (!advancePeriod(last)) {
                tick = Math.max(tick, last);
                return fired;
            }
        }
        return fired;
    }

    /** Nanoseconds until the wheel wants to be polled: never too late, and too early only for timers far away. */
    long nanosToNext(long now) {
        int slot = near.firstOccupied((int) (tick & MASK));
        if (slot >= 0) {
            Head head = near.heads[slot];
            if (head != null) {
                return head.earliest - now;
            }
        }
        int period = far.firstOccupied((int) ((tick >> LEVEL_SHIFT) & MASK));
        if (period >= 0) {
            long start = ((tick >> LEVEL_SHIFT) & ~MASK) + period;
            return origin + (start << (LEVEL_SHIFT + TICK_SHIFT)) - now;
        }
        if (!beyond.isEmpty()) {
            long start = (tick >> PERIOD_SHIFT) + 1;
            return origin + (start << (PERIOD_SHIFT + TICK_SHIFT)) - now;
        }
        return Stepped.NEVER;
    }

    private void place(Timer timer) {
        long at = Math.max(tick, (timer.deadline - origin) >> TICK_SHIFT);
        if (at >> LEVEL_SHIFT == tick >> LEVEL_SHIFT) {
            near.add((int) (at & MASK), timer, origin);
        } else if (at >> PERIOD_SHIFT == tick >> PERIOD_SHIFT) {
            far.add((int) ((at >> LEVEL_SHIFT) & MASK), timer, origin);
        } else {
            beyond.add(timer, origin);
        }
    }

    /** Moves on to the next 4.3 s in which there is something, up to the tick {@code last}; false if there is none. */
    private boolean advancePeriod(long last) {
        long lastPeriod = last >> LEVEL_SHIFT;
        long period = tick >> LEVEL_SHIFT;
        int slot = far.firstOccupied((int) (period & MASK));
        long found = slot < 0 ? Long.MAX_VALUE : (period & ~MASK) + slot;
        if (found <= lastPeriod) {
            tick = Math.max(tick, found << LEVEL_SHIFT);
            Head head = far.heads[slot];
            far.clear(slot);
            replace(head);
            return true;
        }
        if (lastPeriod >> LEVEL_SHIFT > period >> LEVEL_SHIFT) {
            // On to the next five hours that the clock has reached; nothing lies between if the list is empty.
            tick = (beyond.isEmpty() ? lastPeriod >> LEVEL_SHIFT : (period >> LEVEL_SHIFT) + 1) << PERIOD_SHIFT;
            replace(beyond);
            return true;
        }
        return false;
    }

    private void replace(@Nullable Head head) {
        if (head == null) {
            return;
        }
        head.moveAllTo(moving);
        for (Timer timer = moving.first(); timer != null; timer = moving.first()) {
            timer.unlink();
            place(timer);
        }
    }

    private int fireSlot(int slot, long now, int budget) {
        Head head = near.heads[slot];
        if (head == null || head.earliest - now > 0) {
            return 0;
        }
        // Taken off the wheel first: what fires may arm and cancel timers, also those of this slot.
        head.moveAllTo(moving);
        int fired = 0;
        for (Timer timer = moving.first(); timer != null; timer = moving.first()) {
            timer.unlink();
            if (fired < budget && timer.deadline - now <= 0) {
                fired++;
                fire(timer, now);
            } else {
                place(timer);
            }
        }
        return fired;
    }

    private static void fire(Timer timer, long now) {
        try {
            timer.fire(now);
        } catch (RuntimeException e) {
            // The other timers are due all the same.
            LOG.error("a timer failed", e);
        }
    }

    /** One level: lists of timers, and a bit for each list that may hold one. */
    private static final class Slots {
        final @Nullable Head[] heads = new Head[SLOTS];
        private final long[] occupied = new long[SLOTS >> 6];

        void add(int slot, Timer timer, long origin) {
            Head head = heads[slot];
            if (head == null) {
                head = new Head();
                heads[slot] = head;
            }
            head.add(timer, origin);
            occupied[slot >> 6] |= 1L << slot;
        }

        void clear(int slot) {
            occupied[slot >> 6] &= ~(1L << slot);
        }

        /** The first list from {@code from} on that holds a timer, or −1; drops the bits of lists that do not. */
        int firstOccupied(int from) {
            int word = from >> 6;
            long bits = occupied[word] & (-1L << from);
            while (true) {
                while (bits != 0) {
                    int slot = (word << 6) + Long.numberOfTrailingZeros(bits);
                    Head head = heads[slot];
                    if (head != null && !head.isEmpty()) {
                        return slot;
                    }
                    clear(slot);
                    bits &= bits - 1;
                }
                if (++word == occupied.length) {
                    return -1;
                }
                bits = occupied[word];
            }
        }
    }

    /** The head of a circular list of timers in the order in which they were armed. */
    private static final class Head extends Timer {
        /** Not later than the earliest deadline in the list; cancelling leaves it as it is. */
        long earliest;

        Head() {
            previous = this;
            following = this;
        }

        boolean isEmpty() {
            return following == this;
        }

        @Nullable
        Timer first() {
            return isEmpty() ? null : following;
        }

        void add(Timer timer, long origin) {
            if (isEmpty() || timer.deadline - origin < earliest - origin) {
                earliest = timer.deadline;
            }
            Timer last = previous;
            if (last == null) {
                throw new IllegalStateException("list head was unlinked");
            }
            timer.previous = last;
            timer.following = this;
            last.following = timer;
            previous = timer;
        }

        /** Moves everything into an empty list. */
        void moveAllTo(Head target) {
            Timer first = following;
            Timer last = previous;
            if (first != null && last != null && first != this) {
                target.following = first;
                target.previous = last;
                first.previous = target;
                last.following = target;
                previous = this;
                following = this;
            }
        }

        @Override
        void fire(long now) {
            throw new IllegalStateException("a list head is never armed");
        }
    }
}
