package dev.rallycast.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.Payload;
import dev.rallycast.spi.GameStorage;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.RecordingCopy;
import dev.rallycast.spi.RecordingCopy.Progress;
import dev.rallycast.spi.RecordingCopy.Result;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.storage.file.FileGameStorage;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** From files to Redis and back. */
class CopyTest {
    @RegisterExtension
    static final RedisExtension REDIS = RedisExtension.single();

    private static final int EVENTS = 3_000;
    private static final Game GAME = Game.builder("ü}1", "tennis")
            .players("Á. \"One\"", "組")
            .event("Open")
            .build();

    @TempDir
    private Path folder;

    @Test
    void aRecordingGoesFromAFileToRedisAndBackUnchanged() {
        try (FileGameStorage first = FileGameStorage.open(folder.resolve("first"));
                FileGameStorage last = FileGameStorage.open(folder.resolve("last"));
                RedisGameStorage redis = open()) {
            try (RecordingWriter writer = first.create(GAME)) {
                writer.append(events());
                writer.end();
            }

            assertThat(RecordingCopy.copy(first, redis, GAME.id(), Progress.NONE))
                    .isEqualTo(new Result(EVENTS, EVENTS, true));
            assertThat(RecordingCopy.copy(redis, last, GAME.id(), Progress.NONE))
                    .isEqualTo(new Result(EVENTS, EVENTS, true));
            assertSame(first, redis);
            assertSame(first, last);
        }
    }

    @Test
    void aCopyToRedisThatWasInterruptedIsGoneOnWith() {
        try (FileGameStorage first = FileGameStorage.open(folder);
                RedisGameStorage redis = open()) {
            try (RecordingWriter writer = first.create(GAME)) {
                writer.append(events());
                writer.end();
            }
            assertThatThrownBy(() -> RecordingCopy.copy(first, redis, GAME.id(), (events, total) -> {
                        if (events >= EVENTS / 2) {
                            throw new IllegalStateException("stopped on purpose");
                        }
                    }))
                    .hasMessage("stopped on purpose");

            Result result = RecordingCopy.copy(first, redis, GAME.id(), Progress.NONE);

            assertThat(result.copied()).isBetween(1L, EVENTS / 2L);
            assertSame(first, redis);
        }
    }

    private static RedisGameStorage open() {
        return REDIS.topology().storage().prefix(RedisExtension.freshPrefix()).build();
    }

    private static void assertSame(GameStorage one, GameStorage other) {
        try (Recording from = one.open(GAME.id());
                Recording to = other.open(GAME.id())) {
            assertThat(to.game()).isEqualTo(from.game());
            assertThat(to.extent()).isEqualTo(from.extent());
            assertThat(Samples.readAll(to)).isEqualTo(Samples.readAll(from));
        }
    }

    private static List<EventDraft> events() {
        return IntStream.range(0, EVENTS)
                .mapToObj(i -> new EventDraft(
                        i / 3 * 1_234_000L,
                        i % 2 == 0 ? "point" : "é\ud800",
                        i % 9 == 0 ? "set" : null,
                        Payload.of("{ \"n\" : " + i + " }")))
                .toList();
    }
}
