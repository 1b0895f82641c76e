package dev.rallycast.storage.redis;

import static dev.rallycast.storage.redis.Samples.GAME;
import static dev.rallycast.storage.redis.Samples.MILLI;
import static dev.rallycast.storage.redis.Samples.events;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.storage.redis.servers.RedisProcess;
import io.lettuce.core.KillArgs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What long recordings and large events cost. */
class LongRecordingTest {
    private static final int EVENTS = 100_000;
    private static final int LOG2 = 17;

    // Of its own, so that nobody else's commands are counted.
    private static final Topology.Single REDIS = new Topology.Single(RedisProcess.embedded());

    @BeforeAll
    static void record() {
        try (RedisGameStorage storage = REDIS.storage().build();
                RecordingWriter writer = storage.create(GAME)) {
            for (int i = 0; i < EVENTS; i += 5_000) {
                writer.append(events(i, i + 5_000));
            }
            writer.end();
        }
    }

    @AfterAll
    static void stop() {
        REDIS.close();
    }

    @Test
    void aRecordingThatHasEndedIsOpenedByOneCommandAndNotSubscribedTo() {
        try (RedisGameStorage storage = REDIS.storage().build()) {
            REDIS.commands().configResetstat();
            try (Recording recording = storage.open("m1")) {
                assertThat(recording.extent().size()).isEqualTo(EVENTS);
            }

            assertThat(calls()).isEqualTo(Map.of("hmget", 1L));
        }
    }

    @Test
    void aSeekByTimeLooksAtLog2OfTheEvents() {
        try (RedisGameStorage storage = REDIS.storage().build();
                Recording recording = storage.open("m1")) {
            recording.indexAt(1);
            long seed = 7;
            Random random = new Random(seed);
            for (int i = 0; i < 50; i++) {
                int index = random.nextInt(EVENTS);
                REDIS.commands().configResetstat();

                assertThat(recording.indexAt(index * MILLI)).as("seed %d", seed).isEqualTo(index);
                assertThat(calls()).as("seed %d", seed).containsEntry("evalsha", 1L);
                assertThat(calls().get("xrange")).as("seed %d", seed).isBetween(1L, (long) LOG2);
            }
        }
    }

    @Test
    void aReadAnywhereIsOneCommandAndReadsNothingElse() {
        try (RedisGameStorage storage = REDIS.storage().build();
                Recording recording = storage.open("m1")) {
            for (int index : new int[] {0, 1, 63, EVENTS / 2, EVENTS - 64}) {
                REDIS.commands().configResetstat();

                assertThat(recording.read(index, 64))
                        .extracting(GameEvent::index)
                        .startsWith((long) index)
                        .hasSize(64);
                assertThat(calls()).containsEntry("xrange", 1L).doesNotContainKeys("evalsha", "hmget");
            }
        }
    }

    @Test
    void aLongRecordingIsReadInOrder() {
        try (RedisGameStorage storage = REDIS.storage().build();
                Recording recording = storage.open("m1")) {
            long next = 0;
            while (next < EVENTS) {
                for (GameEvent event : recording.read(next, 3_000)) {
                    assertThat(event.index()).isEqualTo(next);
                    assertThat(event.timeNanos()).isEqualTo(next * MILLI);
                    next++;
                }
            }
        }
    }

    @Test
    void whoeverReadsMuchInOrderIsReadAheadForAndNothingIsReadTwice() {
        try (RedisGameStorage storage = REDIS.storage().build();
                Recording recording = storage.open("m1")) {
            REDIS.commands().configResetstat();
            assertRead(recording, 0, 2_048);
            assertThat(ranges(storage)).as("nothing ahead yet").isEqualTo(8L);

            assertRead(recording, 2_048, 2_048);
            assertThat(ranges(storage)).as("four ahead").isEqualTo(20L);

            for (int from = 4_096; from < EVENTS; from += 2_048) {
                assertRead(recording, from, 2_048);
            }
            assertThat(ranges(storage)).isEqualTo((EVENTS + 255L) / 256);
        }
    }

    @Test
    void whatWasReadAheadIsOfNoUseElsewhere() {
        try (RedisGameStorage storage = REDIS.storage().build();
                Recording recording = storage.open("m1");
                Recording other = storage.open("m1")) {
            for (int from : new int[] {0, 1_024, 2_048, 50_000, 3_072, 51_024, 52_048, 52_049}) {
                assertRead(recording, from, 1_024);
                assertRead(other, from, 1_024);
                assertRead(recording, from + 1_024, 1);
            }
        }
    }

    @Test
    void thoseWhoReadAtTheSameTimeDoNotDisturbEachOther() {
        try (RedisGameStorage storage = REDIS.storage().build();
                Recording recording = storage.open("m1")) {
            IntStream.range(0, 8).parallel().forEach(number -> {
                for (int from = number * 100; from < EVENTS - 1_024; from += 1_024) {
                    assertRead(recording, from, 1_024);
                }
            });
        }
    }

    @Test
    void whatWasReadAheadOnAConnectionThatWasCutIsReadAgain() {
        try (RedisGameStorage storage = REDIS.storage().build();
                Recording recording = storage.open("m1")) {
            for (int from = 0; from < 50 * 1_024; from += 1_024) {
                assertRead(recording, from, 1_024);
                if (from % 5 == 0) {
                    REDIS.commands().clientKill(KillArgs.Builder.typeNormal().skipme());
                }
            }
        }
    }

    private static void assertRead(Recording recording, int from, int max) {
        List<GameEvent> read = recording.read(from, max);
        assertThat(read).hasSize(Math.min(max, EVENTS - from));
        for (int i = 0; i < read.size(); i++) {
            assertThat(read.get(i).index()).isEqualTo(from + i);
            assertThat(read.get(i).timeNanos()).isEqualTo((from + i) * MILLI);
        }
    }

    /** How many ranges were read, once Redis has got whatever was sent before. */
    private static long ranges(RedisGameStorage storage) {
        assertThat(storage.find("m1")).isPresent();
        return calls().getOrDefault("xrange", 0L);
    }

    @Test
    void oneReadTakesBoundedMemoryHoweverLargeTheEventsAre() {
        List<EventDraft> large = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            large.add(new EventDraft(
                    i * MILLI, "large", null, Payload.of('"' + "x".repeat(Payload.MAX_BYTES - 2) + '"')));
        }
        try (RedisGameStorage storage = REDIS.storage().prefix("large").build()) {
            try (RecordingWriter writer = storage.create(GAME)) {
                assertThat(writer.append(large)).isZero();
            }
            try (Recording recording = storage.open("m1")) {
                long next = 0;
                while (next < large.size()) {
                    List<GameEvent> read = recording.read(next, 1_000);
                    // 4 MiB, and what the commands under way bring.
                    assertThat(read.size()).isBetween(1, 2 * 64);
                    for (GameEvent event : read) {
                        assertThat(event.data())
                                .isEqualTo(large.get((int) next++).data());
                    }
                }
            }
        }
    }

    @Test
    void oneScriptAppendsABoundedBatch() {
        try (RedisGameStorage storage = REDIS.storage().prefix("batch").build();
                RecordingWriter writer = storage.create(GAME)) {
            writer.append(events(0, 1));
            REDIS.commands().configResetstat();
            writer.append(events(1, 1 + 4 * RedisRecordingWriter.MAX_STEP));

            assertThat(calls()).containsEntry("evalsha", 4L);
        }
    }

    private static Map<String, Long> calls() {
        Map<String, Long> calls = new TreeMap<>();
        Pattern.compile("cmdstat_([^:]+):calls=(\\d+)")
                .matcher(REDIS.commands().info("commandstats"))
                .results()
                .forEach(found -> calls.put(found.group(1), Long.valueOf(found.group(2))));
        // By the test itself.
        calls.keySet().removeAll(List.of("info", "config|resetstat", "config"));
        return calls;
    }
}
