package dev.rallycast;

import dev.rallycast.protocol.ErrorCode;
import dev.rallycast.spi.LogText;
import dev.rallycast.spi.SchedulerKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    Loop loop() {
        return loop;
    }

    /** Brings a connection into the playback of a key, which is made if need be, unless it is to be watched. Loop only. */
    void join(SchedulerKey key, JoinRequest request) {
        Playback playback = alive.get(key);
        if (playback != null) {
            playback.join(request, false);
            return;
        }
        List<JoinRequest> waiting = opening.get(key);
        if (waiting != null) {
            waiting.add(request);
            return;
        }
        if (request.watches()) {
            request.connection()
                    .notJoined(
                            request.start(),
                            new RefusedException(
                                    ErrorCode.BAD_STATE,
                                    "nobody plays game \"" + key.gameId() + "\" as " + key.type()
                                            + (key.owner().isEmpty() ? " for all" : " for \"" + key.owner() + "\"")
                                            + " now"));
            return;
        }
        opening.put(key, new ArrayList<>(List.of(request)));
        engine.driver.block(() -> open(key, request));
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

    private void open(SchedulerKey key, JoinRequest first) {
        Tape acquired = null;
        try {
            Tape tape = engine.tapes.acquire(key.gameId());
            acquired = tape;
            TrackFold initial = TrackFold.initial(engine.tracks, tape.game());
            PlaybackOpener opener = new PlaybackOpener(engine, tape, initial, first);
            PlaybackOpener.Prepared prepared = opener.prepare(key);
            loop.execute(() -> opened(key, first, tape, initial, prepared));
        } catch (Throwable e) {
            // Errors too: the key would be taken for ever.
            if (acquired != null) {
                engine.tapes.release(acquired);
            }
            RefusedException refusal = Refusals.of(e, key.gameId());
            loop.execute(() -> notOpened(key, refusal));
        }
    }

    private void opened(
            SchedulerKey key, JoinRequest first, Tape tape, TrackFold initial, PlaybackOpener.Prepared prepared) {
        Playback playback;
        try {
            playback = new Playback(
                    engine,
                    this,
                    key,
                    first.type(),
                    tape,
                    initial,
                    prepared.openedAt(loop.now(), engine.wallTime()),
                    first.connection().user().id());
        } catch (RuntimeException | Error e) {
            engine.driver.block(() -> engine.tapes.release(tape));
            notOpened(key, Refusals.of(e, key.gameId()));
            return;
        }
        List<JoinRequest> waiting = opening.remove(key);
        alive.put(key, playback);
        directory.put(key, playback.handle());
        LOG.debug("playback {} of {} begins", playback.id(), LogText.of(key));
        engine.tell(listener -> listener.created(playback.handle()));
        if (waiting != null) {
            // The first of them is the one that made it.
            for (int i = 0; i < waiting.size(); i++) {
                playback.join(waiting.get(i), i == 0);
            }
        }
        playback.begin();
    }

    private void notOpened(SchedulerKey key, RefusedException refusal) {
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
