package dev.rallycast;

import dev.rallycast.protocol.ErrorCode;
import dev.rallycast.spi.LogText;
import dev.rallycast.spi.SchedulerKey;
import dev.rallycast.spi.SharedPlaybacks;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The playbacks of one engine loop, by key. Joining, making and killing a playback are all decided in turns of this loop,
 * so there are never two of one key, and nobody joins one that is being killed.
 */
final class PlaybackRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(PlaybackRegistry.class);

    /** How many playbacks are swept in one turn, so that those that play get theirs. */
    private static final int SWEPT_AT_ONCE = 256;

    private final Engine engine;
    private final Loop loop;
    /** All playbacks of the manager, for other threads. */
    private final Map<SchedulerKey, PlaybackHandle> directory;

    private final Map<SchedulerKey, Playback> alive = new LinkedHashMap<>();
    /** Who waits for playbacks that are being made. */
    private final Map<SchedulerKey, List<JoinRequest>> opening = new LinkedHashMap<>();

    PlaybackRegistry(Engine engine, Loop loop, Map<SchedulerKey, PlaybackHandle> directory) {
        this.engine = engine;
        this.loop = loop;
        this.directory = directory;
        loop.execute(this::sweepLater);
    }

    /** The one to which a key belongs. */
    static PlaybackRegistry of(SchedulerKey key, List<PlaybackRegistry> all) {
        return all.get(Math.floorMod(key.hashCode(), all.size()));
    }

    Loop loop() {
        return loop;
    }

    /** Brings a connection into the playback of a key, which is made if need be, unless it is to be watched. Loop only. */
    void join(SchedulerKey key, JoinRequest request) {
        Playback playback = alive.get(key);
        if (playback != null) {
            enter(playback, request, false);
            return;
        }
        List<JoinRequest> waiting = opening.get(key);
        if (waiting != null) {
            waiting.add(request);
            return;
        }
        if (request.watches() && engine.shared == null) {
            request.connection().notJoined(request.start(), nobodyPlays(key));
            return;
        }
        opening.put(key, new ArrayList<>(List.of(request)));
        new PlaybackOpening(engine, this, key, request).begin();
    }

    /** Something may have changed on another node. Loop only. */
    void rang(SchedulerKey key, SharedPlaybacks.@Nullable Shared news) {
        Playback playback = alive.get(key);
        Sharing sharing = playback == null ? null : playback.sharing();
        if (sharing != null) {
            sharing.rang(news);
        }
    }

    static RefusedException nobodyPlays(SchedulerKey key) {
        return new RefusedException(
                ErrorCode.BAD_STATE,
                "nobody plays game \"" + key.gameId() + "\" as " + key.type()
                        + (key.owner().isEmpty() ? " for all" : " for \"" + key.owner() + "\"")
                        + " now");
    }

    /** The playback is gone. Loop only. */
    void remove(Playback playback) {
        if (alive.remove(playback.key(), playback)) {
            directory.remove(playback.key(), playback.handle());
        }
    }

    /** Ends all playbacks. Loop only. */
    void killAll(String reason) {
        List.copyOf(alive.values()).forEach(playback -> playback.kill(reason));
    }

    /**
     * The playback of a key is there: lets everyone in who waits for it. Loop only.
     *
     * @param created whether it was made for the first of them
     */
    void opened(Playback playback, boolean created) {
        SchedulerKey key = playback.key();
        List<JoinRequest> waiting = opening.remove(key);
        alive.put(key, playback);
        directory.put(key, playback.handle());
        LOG.debug("playback {} of {} begins", playback.id(), LogText.of(key));
        engine.tell(listener -> listener.created(playback.handle()));
        if (waiting != null) {
            // The first of them is the one that made it.
            for (int i = 0; i < waiting.size(); i++) {
                enter(playback, waiting.get(i), created && i == 0);
            }
        }
        playback.begin();
    }

    /** Lets a session in; where the seats are given by all nodes together, once it has one. */
    private void enter(Playback playback, JoinRequest request, boolean created) {
        SharedPlaybacks shared = engine.shared;
        if (shared == null || request.type().seats() == 0 || request.watches()) {
            playback.join(request, created);
        } else {
            new Seating(shared, this, playback, request, created).begin();
        }
    }

    /** There is nothing under a key that could be watched; who came to play meanwhile makes it. Loop only. */
    void nothingToWatch(SchedulerKey key) {
        List<JoinRequest> waiting = opening.remove(key);
        if (waiting != null) {
            for (JoinRequest request : waiting) {
                if (request.watches()) {
                    request.connection().notJoined(request.start(), nobodyPlays(key));
                } else {
                    join(key, request);
                }
            }
        }
    }

    /** The playback of a key can't be made or joined. Loop only. */
    void notOpened(SchedulerKey key, RefusedException refusal) {
        List<JoinRequest> waiting = opening.remove(key);
        if (waiting != null) {
            waiting.forEach(request -> request.connection().notJoined(request.start(), refusal));
        }
    }

    private void sweep(Iterator<Playback> left) {
        for (int i = 0; i < SWEPT_AT_ONCE && left.hasNext(); i++) {
            sweep(left.next());
        }
        if (left.hasNext()) {
            loop.execute(() -> sweep(left));
        }
    }

    private static void sweep(Playback playback) {
        try {
            playback.sweep();
        } catch (RuntimeException e) {
            LOG.error("playback {} could not be swept", playback.id(), e);
        }
    }

    private void sweepLater() {
        Timer timer = new Timer() {
            @Override
            void fire(long now) {
                loop.arm(this, now + engine.sweepNanos);
                sweep(List.copyOf(alive.values()).iterator());
            }
        };
        loop.arm(timer, loop.now() + engine.sweepNanos);
    }
}
