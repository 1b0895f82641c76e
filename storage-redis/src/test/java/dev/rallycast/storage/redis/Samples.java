package dev.rallycast.storage.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import dev.rallycast.spi.GameStorage;
import dev.rallycast.spi.Recording;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Events that tell their place. */
final class Samples {
    static final Game GAME = Game.of("m1", "tennis");
    static final long MILLI = 1_000_000;

    private Samples() {}

    static Game game(String id) {
        return Game.of(id, "tennis");
    }

    /** The event with an index: a millisecond behind the one before. */
    static EventDraft event(long index) {
        return new EventDraft(index * MILLI, "point", null, Payload.of("{\"n\":" + index + "}"));
    }

    static List<EventDraft> events(int from, int to) {
        return IntStream.range(from, to).mapToObj(Samples::event).toList();
    }

    /** Checks that a recording has exactly the events before {@code size}, in order. */
    static void assertWhole(GameStorage storage, String gameId, long size) {
        try (Recording recording = storage.open(gameId)) {
            assertThat(recording.extent().size()).isEqualTo(size);
            assertThat(readAll(recording))
                    .extracting(event -> event.data().json())
                    .containsExactlyElementsOf(IntStream.range(0, (int) size)
                            .mapToObj(i -> "{\"n\":" + i + "}")
                            .toList());
        }
    }

    static List<GameEvent> readAll(Recording recording) {
        List<GameEvent> all = new ArrayList<>();
        List<GameEvent> more = recording.read(0, 1_000);
        while (!more.isEmpty()) {
            all.addAll(more);
            more = recording.read(all.size(), 1_000);
        }
        return all;
    }

    /** The key of a recording's events. */
    static String stream(RedisClusterCommands<byte[], byte[]> commands, String prefix, String gameId) {
        Keys keys = Keys.of(prefix, gameId);
        return keys.stream(new String(commands.hget(Keys.bytes(keys.meta()), Keys.bytes("incarnation")), US_ASCII));
    }
}
