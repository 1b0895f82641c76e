package dev.rallycast;

import dev.rallycast.model.PlaybackState;
import dev.rallycast.spi.SchedulerKey;
import dev.rallycast.spi.SharedPlaybacks;
import dev.rallycast.spi.SharedPlaybacks.Shared;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes the playback of a key for the first who wants to join it: reads the recording, agrees with the other nodes, if there
 * are any, on who made it, and hands it to the registry.
 */
final class PlaybackOpening {
    private final Engine engine;
    private final PlaybackRegistry registry;
    private final Loop loop;
    private final SchedulerKey key;
    private final JoinRequest first;

    // Set when the recording is open.
    private @Nullable Tape tape;
    private @Nullable TrackFold initial;

    PlaybackOpening(Engine engine, PlaybackRegistry registry, SchedulerKey key, JoinRequest first) {
        this.engine = engine;
        this.registry = registry;
        this.key = key;
        this.first = first;
        loop = registry.loop();
    }

    /** Begins; the registry is told how it went. Loop only. */
    void begin() {
        SharedPlaybacks shared = engine.shared;
        if (shared == null || !first.watches()) {
            read(this::create);
            return;
        }
        // Who only watches makes no playback, but there may be one on another node.
        var unused = shared.find(key)
                .whenComplete((found, failure) -> loop.execute(() -> {
                    if (found == null) {
                        registry.notOpened(key, Sharing.unavailable(failure));
                    } else if (found.shared() == null) {
                        registry.nothingToWatch(key);
                    } else {
                        Shared theirs = found.shared();
                        read(opener -> follow(opener, theirs));
                    }
                }));
    }

    /** What is done with an open recording, off the loops. */
    private interface Next {
        void with(PlaybackOpener opener) throws Exception;
    }

    private void read(Next next) {
        work(() -> {
            Tape opened = engine.tapes.acquire(key.gameId());
            tape = opened;
            TrackFold fold = TrackFold.initial(engine.tracks, opened.game());
            initial = fold;
            next.with(new PlaybackOpener(engine, opened, fold, first));
        });
    }

    private void create(PlaybackOpener opener) {
        PlaybackOpener.Prepared prepared = opener.prepare(key);
        loop.execute(() -> prepared(opener, prepared));
    }

    private void prepared(PlaybackOpener opener, PlaybackOpener.Prepared prepared) {
        try {
            agree(opener, prepared);
        } catch (RuntimeException | Error e) {
            fail(Refusals.of(e, key.gameId()));
        }
    }

    private void agree(PlaybackOpener opener, PlaybackOpener.Prepared prepared) {
        Playback.Opening opening = prepared.openedAt(loop.now(), engine.sharedTime());
        SharedPlaybacks shared = engine.shared;
        String user = first.connection().user().id();
        if (shared == null) {
            opened(opening, null, true);
            return;
        }
        Shared mine = new Shared(state(opening), "start", user);
        var unused = shared.open(key, mine, first.type().idle())
                .whenComplete((there, failure) -> loop.execute(() -> {
                    if (there == null) {
                        fail(Sharing.unavailable(failure));
                    } else if (there.equals(mine)) {
                        opened(opening, mine, true);
                    } else {
                        work(() -> follow(opener, there));
                    }
                }));
    }

    private void follow(PlaybackOpener opener, Shared theirs) {
        Playback.Opening opening = opener.follow(theirs.state(), loop);
        loop.execute(() -> opened(opening, theirs, false));
    }

    private void opened(Playback.Opening opening, @Nullable Shared shared, boolean created) {
        Playback playback;
        try {
            playback = new Playback(
                    engine,
                    registry,
                    key,
                    first.type(),
                    Objects.requireNonNull(tape),
                    Objects.requireNonNull(initial),
                    opening,
                    shared,
                    first.connection().user().id());
        } catch (RuntimeException | Error e) {
            fail(Refusals.of(e, key.gameId()));
            return;
        }
        registry.opened(playback, created);
    }

    private PlaybackState state(Playback.Opening opening) {
        return new PlaybackState(
                opening.id(),
                key.gameId(),
                Objects.requireNonNull(tape).incarnation(),
                opening.pacing(),
                opening.revision(),
                opening.epoch(),
                opening.mode(),
                opening.cue().position(),
                opening.playhead().anchorPicos(),
                engine.sharedTime().plusNanos(opening.playhead().anchorTick() - loop.now()),
                opening.playhead().speed());
    }

    /** Does something off the loops; whatever goes wrong, the key is free again. */
    private void work(Errands work) {
        engine.driver.block(() -> {
            try {
                work.run();
            } catch (Throwable e) {
                // Errors too: the key would be taken for ever.
                RefusedException refusal = Refusals.of(e, key.gameId());
                loop.execute(() -> fail(refusal));
            }
        });
    }

    private interface Errands {
        void run() throws Exception;
    }

    /** Loop only. */
    private void fail(RefusedException refusal) {
        Tape held = tape;
        if (held != null) {
            engine.driver.block(() -> engine.tapes.release(held));
        }
        registry.notOpened(key, refusal);
    }
}
