package dev.rallycast.storage.redis;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.rallycast.model.Pacing;
import dev.rallycast.model.PlaybackState;
import dev.rallycast.model.PlaybackState.Mode;
import dev.rallycast.model.Position;
import dev.rallycast.spi.SchedulerKey;
import dev.rallycast.spi.SharedPlaybacks;
import dev.rallycast.spi.SharedPlaybacks.Shared;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** States to share, and how to wait for what becomes of them. */
final class PlaybackSamples {
    static final SchedulerKey KEY = new SchedulerKey("spectator", "m1", "");
    static final Duration IDLE = Duration.ofMinutes(1);

    private PlaybackSamples() {}

    static Shared state(String playback, long revision) {
        return new Shared(
                new PlaybackState(
                        playback,
                        "m1",
                        "5f0c",
                        Pacing.recorded(),
                        revision,
                        0,
                        Mode.PLAYING,
                        Position.START,
                        0,
                        Instant.parse("2026-11-22T12:00:00Z"),
                        1_000),
                "seek",
                "u1");
    }

    /** The newest revision that a node finds. */
    static long revision(SharedPlaybacks node) throws Exception {
        return requireNonNull(get(node.find(KEY)).shared()).state().revision();
    }

    /** Far longer than a call may take. */
    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, SECONDS);
    }
}
