package dev.rallycast;

import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import dev.rallycast.spi.Track;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The states of a game's tracks after some of its events. Not thread-safe, but the states in it are immutable, so that
 * copies are cheap.
 */
final class TrackFold {
    /** Takes what a track emits. */
    @FunctionalInterface
    interface Output {
        void emit(int track, Payload data);
    }

    private static final Logger LOG = LoggerFactory.getLogger(TrackFold.class);
    private static final Output SILENT = (track, data) -> {};

    private final String gameId;
    private final List<Track<Object>> tracks;
    /** By track; null for one that is switched off. */
    private final @Nullable Object[] states;

    /** By track, for all copies: why it is switched off, if it failed on another thread. */
    private final AtomicReferenceArray<@Nullable Throwable> broken;

    private @Nullable Map<String, Payload> encoded;

    private TrackFold(
            String gameId,
            List<Track<Object>> tracks,
            @Nullable Object[] states,
            AtomicReferenceArray<@Nullable Throwable> broken) {
        this.gameId = gameId;
        this.tracks = tracks;
        this.states = states;
        this.broken = broken;
    }

    /** The states before the first event, of those tracks that apply to the game. */
    static TrackFold initial(List<? extends Track<?>> all, Game game) {
        List<Track<Object>> tracks = all.stream()
                .filter(track -> applies(track, game))
                .map(TrackFold::erased)
                .toList();
        @Nullable Object[] states = new Object[tracks.size()];
        for (int i = 0; i < states.length; i++) {
            try {
                states[i] = tracks.get(i).initial(game);
            } catch (RuntimeException | Error e) {
                LOG.warn("track {} is switched off for game {}: it failed to begin", name(tracks, i), game.id(), e);
            }
        }
        return new TrackFold(game.id(), tracks, states, new AtomicReferenceArray<>(states.length));
    }

    /** The same states; folding one leaves the other as it is. */
    TrackFold copy() {
        return new TrackFold(gameId, tracks, states.clone(), broken);
    }

    /** The same states for the playback of another fold of the same tracks: only what it has switched off is switched off. */
    TrackFold as(TrackFold other) {
        return new TrackFold(gameId, tracks, states.clone(), other.broken);
    }

    /** Whether tracks were switched off that went on elsewhere. */
    boolean isBroken() {
        for (int track = 0; track < states.length; track++) {
            if (broken.get(track) != null) {
                return true;
            }
        }
        return false;
    }

    boolean isEmpty() {
        return tracks.isEmpty();
    }

    int size() {
        return tracks.size();
    }

    String name(int track) {
        return tracks.get(track).name();
    }

    Track.Delivery delivery(int track) {
        return tracks.get(track).delivery();
    }

    /**
     * What two things amount to that an aggregated track said one after the other; null if it can't tell, and is switched off.
     * Any thread.
     */
    @Nullable
    Payload combine(int track, Payload earlier, Payload later) {
        if (broken.get(track) != null) {
            return null;
        }
        try {
            return tracks.get(track).combine(earlier, later);
        } catch (RuntimeException | Error e) {
            if (broken.compareAndSet(track, null, e)) {
                LOG.warn("track {} is switched off for game {}: it failed to combine", name(track), gameId, e);
            }
            return null;
        }
    }

    /** Folds an event and keeps quiet about what the tracks say. */
    void applySilently(GameEvent event) {
        apply(event, SILENT);
    }

    /** Folds an event. */
    void apply(GameEvent event, Output output) {
        encoded = null;
        for (int i = 0; i < states.length; i++) {
            Object state = states[i];
            if (state != null) {
                states[i] = broken.get(i) == null ? applyTo(i, state, event, output) : null;
            }
        }
    }

    /** The states by track name, in the order in which the tracks were added. Not changed by later folding. */
    Map<String, Payload> encoded() {
        Map<String, Payload> result = encoded;
        if (result == null) {
            result = new LinkedHashMap<>();
            for (int i = 0; i < states.length; i++) {
                Object state = states[i];
                Payload payload = state == null ? null : encode(i, state);
                if (payload == null) {
                    states[i] = null;
                } else {
                    result.put(name(i), payload);
                }
            }
            encoded = result;
        }
        return result;
    }

    private @Nullable Object applyTo(int track, Object state, GameEvent event, Output output) {
        try {
            return tracks.get(track).apply(state, event, data -> output.emit(track, data));
        } catch (RuntimeException | Error e) {
            LOG.warn(
                    "track {} is switched off for game {}: it failed at event {}",
                    name(track),
                    gameId,
                    event.index(),
                    e);
            return null;
        }
    }

    private @Nullable Payload encode(int track, Object state) {
        try {
            Payload payload = tracks.get(track).encode(state);
            if (payload.size() <= Payload.MAX_BYTES) {
                return payload;
            }
            LOG.warn(
                    "track {} is switched off for game {}: its state has {} bytes, more than {}",
                    name(track),
                    gameId,
                    payload.size(),
                    Payload.MAX_BYTES);
        } catch (RuntimeException | Error e) {
            LOG.warn("track {} is switched off for game {}: it failed to encode its state", name(track), gameId, e);
        }
        return null;
    }

    private static boolean applies(Track<?> track, Game game) {
        try {
            return track.appliesTo(game);
        } catch (RuntimeException | Error e) {
            LOG.warn("track {} is switched off for game {}: it failed to look at it", track.name(), game.id(), e);
            return false;
        }
    }

    private static String name(List<Track<Object>> tracks, int track) {
        return tracks.get(track).name();
    }

    @SuppressWarnings("unchecked") // a track only ever gets states that it gave out itself
    private static Track<Object> erased(Track<?> track) {
        return (Track<Object>) track;
    }
}
