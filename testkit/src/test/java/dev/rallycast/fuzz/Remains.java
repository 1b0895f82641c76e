package dev.rallycast.fuzz;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/** Looks, now and then, for managers that live on after they were closed, and at the heap in use; prints how much was done. */
final class Remains {
    private static final int INTERVAL = 20_000;
    /** How much more of the heap may be in use than after the first intervals; the fuzzer keeps some itself. */
    private static final long GROWTH = 64L << 20;

    private final List<WeakReference<Object>> closed = new ArrayList<>();
    private long played;
    private long settled;

    /** Something that nobody is to have any more. */
    void add(Object gone) {
        // Of the first plays each one, so that the inputs that are kept are looked at, too.
        if (++played <= 100 || played % 100 == 0) {
            closed.add(new WeakReference<>(gone));
        }
        if (played % INTERVAL == 0) {
            look();
        }
    }

    /** Throws if something is left. */
    void look() {
        for (int i = 0; i < 20 && alive() > 0; i++) {
            System.gc();
        }
        long alive = alive();
        if (alive > 0) {
            throw new AssertionError(alive + " of " + closed.size() + " closed managers are still referenced");
        }
        closed.clear();
        Runtime runtime = Runtime.getRuntime();
        long used = runtime.totalMemory() - runtime.freeMemory();
        if (played <= 5 * INTERVAL) {
            settled = Math.max(settled, used);
        } else if (used > settled + GROWTH) {
            throw new AssertionError(
                    "the heap grows: " + used + " bytes after " + played + " plays, " + settled + " after the first");
        }
        if (played >= INTERVAL) {
            System.out.printf(
                    "after %,d plays, %,d commands: no closed manager is left, %,d KiB in use%n",
                    played, Play.commands(), used >> 10);
        }
    }

    private long alive() {
        return closed.stream().filter(reference -> !reference.refersTo(null)).count();
    }
}
