package dev.rallycast.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.spi.WritableGameStorage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of every storage have in common: a storage of their own, and what they put into it. */
abstract class StorageFixture {
    static final long SECOND = 1_000_000_000L;
    static final int LARGE = 20_000;
    static final Game GAME = Game.of("m1", "tennis");

    // Set before each test.
    @SuppressWarnings("NullAway.Init")
    StorageHarness harness;

    @SuppressWarnings("NullAway.Init")
    WritableGameStorage storage;

    /** An empty storage to work on; called once for each test. */
    protected abstract StorageHarness harness() throws Exception;

    @BeforeEach
    void openStorage() throws Exception {
        harness = harness();
        storage = harness.storage();
    }

    @AfterEach
    void closeStorage() throws Exception {
        harness.close();
    }

    void record(Game game, EventDraft... events) {
        try (RecordingWriter writer = storage.create(game)) {
            writer.append(List.of(events));
            writer.end();
        }
    }

    void recordLarge() {
        try (RecordingWriter writer = storage.create(GAME)) {
            for (int i = 0; i < LARGE; i += 1000) {
                List<EventDraft> batch = new ArrayList<>();
                for (int j = i; j < i + 1000; j++) {
                    batch.add(largeDraft(j));
                }
                writer.append(batch);
            }
            writer.end();
        }
    }

    static EventDraft largeDraft(int index) {
        GameEvent event = largeEvent(index);
        return new EventDraft(event.timeNanos(), event.kind(), event.mark(), event.data());
    }

    static GameEvent largeEvent(int index) {
        String mark = index % 100 == 0 ? "set" : null;
        String pad = "x".repeat(index % 97);
        return new GameEvent(
                index, largeTime(index), "point", mark, json("{\"n\":" + index + ",\"pad\":\"" + pad + "\"}"));
    }

    static long largeTime(int index) {
        return index / 2 * 1_234_567_000L;
    }

    /** Reads a recording of large events from end to end, checks each one, and returns how many there were. */
    static long readAll(Recording recording, int step) {
        long next = 0;
        while (true) {
            List<GameEvent> events = recording.read(next, step);
            if (events.isEmpty()) {
                return next;
            }
            for (GameEvent event : events) {
                assertThat(event).isEqualTo(largeEvent((int) next));
                next++;
            }
        }
    }

    static EventDraft event(double seconds, String kind, String json) {
        return new EventDraft(Math.round(seconds * 1e6) * 1000, kind, null, json(json));
    }

    static Payload json(String text) {
        return Payload.of(text);
    }

    static String quoted(String id) {
        return '"' + id.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
