package dev.rallycast.spi;

import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;

/**
 * A stream derived from a game's events: a fold whose state is sent with every snapshot, and which may emit along the
 * way. One object serves all playbacks, from several threads: it holds no state of its own, and the states it gives out
 * are immutable.
 *
 * @param <S> the folded state
 */
public interface Track<S> {
    /** How what a track emits is delivered to a session that lags. */
    enum Delivery {
        /** All of it, in order. */
        LOSSLESS,
        /** Only the newest. */
        LATEST,
        /** In order, but only the newest ones: a session that lags is told how many it missed. */
        BOUNDED,
        /** Only while it is fresh, half a second at most: for what is of no use later, a sound for one. */
        VOLATILE,
        /**
         * All of it, but as one: what a session is too slow for is added up by {@link #combine} and sent when it can take it,
         * for reactions and other counts.
         */
        AGGREGATED
    }

    /** Takes what a track emits because of the event at hand. */
    @FunctionalInterface
    interface Output {
        /** Sends {@code data} to all who follow the track, after the event. */
        void emit(Payload data);
    }

    /** The track's name on the wire: lower case, unique among the tracks of a manager. */
    String name();

    /** Whether the track makes sense for a game; otherwise it is left out of its playbacks. */
    boolean appliesTo(Game game);

    /** How what it emits is delivered. */
    Delivery delivery();

    /** The state before the first event. */
    S initial(Game game);

    /**
     * The state after one more event. A pure function: the same events give the same states and the same output. If it
     * throws, the track is switched off for this playback and nothing else happens.
     */
    S apply(S state, GameEvent event, Output output);

    /**
     * For {@link Delivery#AGGREGATED} tracks: what two things that were emitted one after the other amount to, as one JSON value.
     * Either may be such a combination already. Called by several threads; a pure function. If it throws, the track is switched
     * off for this playback and nothing else happens.
     */
    default Payload combine(Payload earlier, Payload later) {
        throw new UnsupportedOperationException("track " + name() + " is delivered aggregated and can't combine");
    }

    /** The state as one JSON value of at most 64 KiB; beyond that the track is switched off for this playback. */
    Payload encode(S state);
}
