package dev.rallycast.spi;

import static java.util.Objects.requireNonNull;

import dev.rallycast.model.PlaybackState;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Where the managers of several nodes keep what they share of their playbacks, so that all nodes show the same one at the
 * same time. Only states are shared, and only when they change: from a state and the recording each node computes by itself
 * which event is due when. A state is replaced only by the one of the next revision, so of two nodes that change it at once
 * one is refused, and tries again on top of the other's change.
 *
 * <p>An object of this kind stands for one node and belongs to one manager. All methods may be called from any thread,
 * return at once, and complete within a bounded time: with an exception if the shared state can't be reached, in which case
 * it is not known whether the call had its effect.
 */
public interface SharedPlaybacks {
    /**
     * A state and how it came about.
     *
     * @param state its {@code anchoredAt} is a moment of {@link #now()}
     * @param cause what clients are told of why it changed, as in {@code docs/protocol.md}
     * @param by the id of the user who changed it, or null if no user did
     */
    record Shared(
            PlaybackState state, String cause, @Nullable String by) {
        /** Checks that nothing is missing. */
        public Shared {
            requireNonNull(state, "state");
            requireNonNull(cause, "cause");
        }
    }

    /**
     * What is known of a key.
     *
     * @param shared the playback, if there is one
     * @param ended why the last one was ended by {@link #end}, if there is none and that is not long ago
     */
    record Found(@Nullable Shared shared, @Nullable String ended) {
        /** Nothing is known. */
        public static final Found NOTHING = new Found(null, null);
    }

    /**
     * What became of a change.
     *
     * @param accepted whether it was made
     * @param now what is known after it; if the answer took several attempts, other nodes may have made further changes on top
     */
    record Outcome(boolean accepted, Found now) {}

    /**
     * Who is there.
     *
     * @param sessions how many sessions take part
     * @param controllers how many of them may let a paused playback go on
     */
    record Presence(int sessions, int controllers) {
        /** Nobody. */
        public static final Presence NONE = new Presence(0, 0);
    }

    /**
     * The answer to {@link #hold}.
     *
     * @param now what is known of the key
     * @param elsewhere who is there on all other nodes together
     */
    record Held(Found now, Presence elsewhere) {}

    /** What became of a wish for a seat. */
    enum Seat {
        /** The user has one, now or since before. */
        TAKEN,
        /** Others have them all. */
        FULL,
        /** There is no such playback, or another one in its place. */
        GONE
    }

    /** Is called when something may have changed. */
    @FunctionalInterface
    interface Doorbell {
        /**
         * Another node may have changed something under a key. Called from any thread, perhaps too often, too seldom, too late, or in
         * another order: whoever is called looks with {@link #find}, unless the news say enough.
         *
         * @param news a state that was accepted under the key, though others may have followed; null if the bell only rings
         */
        void rang(SchedulerKey key, @Nullable Shared news);
    }

    /** Calls {@code doorbell} whenever something may have changed under a key that other nodes changed. */
    void subscribe(Doorbell doorbell);

    /** Calls nobody any more. */
    void unsubscribe(Doorbell doorbell);

    /** The name of this node, which no other has. */
    String node();

    /** The moment by the clock that all nodes share, as well as this node can tell; never goes back. */
    Instant now();

    /** By how much {@link #now()} may differ from that of another node, as far as is known. */
    Duration clockError();

    /** How often {@link #hold} is called for a playback that has sessions here. */
    Duration holdEvery();

    /** The playback of a key; {@code first}, of revision 0, if there was none. It lives on without sessions for {@code idle}. */
    CompletionStage<Shared> open(SchedulerKey key, Shared first, Duration idle);

    /** What is known of a key. */
    CompletionStage<Found> find(SchedulerKey key);

    /**
     * Replaces a state, if it is still what is there.
     *
     * @param expected the revision that the same playback must have, or −1 if nothing must be there, nor have been ended
     */
    CompletionStage<Outcome> change(SchedulerKey key, long expected, Shared next);

    /**
     * Takes a seat, or keeps the one that the user has: seats are taken for as long as the playback lives.
     *
     * @param seats how many there are
     */
    CompletionStage<Seat> takeSeat(SchedulerKey key, String playback, String user, int seats);

    /**
     * Says who is there on this node, which keeps the playback alive for a few of {@link #holdEvery()}, or for {@code idle} if
     * nobody is there. Does nothing if there is no such playback.
     */
    CompletionStage<Held> hold(SchedulerKey key, String playback, Presence here, Duration idle);

    /**
     * Ends a playback on all nodes.
     *
     * @param evenIfWatched whether it is ended also if other nodes have sessions
     * @return whether it was ended
     */
    CompletionStage<Boolean> end(SchedulerKey key, String playback, String reason, boolean evenIfWatched);
}
