package dev.rallycast;

import dev.rallycast.spi.SharedPlaybacks.Shared;
import org.jspecify.annotations.Nullable;

/** Asks the other nodes that show a playback to agree to a change, one change at a time. Loop only. */
final class Agreement {
    private final Sharing sharing;

    /** Counts what was asked and what was given up, so that an answer nobody waits for is told from others. */
    private long asked;

    private boolean asking;
    private boolean moving;
    private @Nullable ControlRequest request;

    Agreement(Sharing sharing) {
        this.sharing = sharing;
    }

    /** What becomes of a change. The question is over when one of these is called. */
    interface Answer {
        /** It is the state of all nodes now. */
        void accepted();

        /** As {@link #accepted()}, but it was given up meanwhile, and so not made here. */
        void acceptedLate();

        /** Another change came first; the playback has been told of it. */
        void conflict();

        /** The other nodes can't be reached: it is not known. */
        void failed();
    }

    boolean isAsking() {
        return asking;
    }

    /** Whether the change that is asked for moves the position, so that nothing goes out. */
    boolean isMoving() {
        return moving;
    }

    /**
     * Asks; nothing else is being asked.
     *
     * @param from what the change is made for, or null if nobody asked
     * @param moves whether it moves the position
     */
    void ask(@Nullable ControlRequest from, Shared next, boolean moves, Answer answer) {
        asking = true;
        moving = moves;
        request = from;
        long number = ++asked;
        sharing.propose(next, new Sharing.Answer() {
            @Override
            public void accepted() {
                if (number == asked) {
                    over();
                    answer.accepted();
                } else {
                    answer.acceptedLate();
                }
            }

            @Override
            public void conflict() {
                if (number == asked) {
                    over();
                    answer.conflict();
                }
            }

            @Override
            public void failed() {
                if (number == asked) {
                    over();
                    answer.failed();
                }
            }
        });
    }

    /** Waits for no answer any more; returns what the change was made for. */
    @Nullable
    ControlRequest giveUp() {
        ControlRequest waiting = request;
        asked++;
        over();
        return waiting;
    }

    private void over() {
        asking = false;
        moving = false;
        request = null;
    }
}
