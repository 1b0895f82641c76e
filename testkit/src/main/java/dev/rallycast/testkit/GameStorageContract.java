package dev.rallycast.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.GameExistsException;
import dev.rallycast.model.GameIds;
import dev.rallycast.model.GameNotFoundException;
import dev.rallycast.model.InvalidGameIdException;
import dev.rallycast.model.InvalidPayloadException;
import dev.rallycast.model.MatchTime;
import dev.rallycast.model.Payload;
import dev.rallycast.model.RecordingClosedException;
import dev.rallycast.model.RecordingEndedException;
import dev.rallycast.model.RecordingLockedException;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.Recording.Extent;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.spi.WritableGameStorage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@code GameStorage} that records must do. An adapter's test extends this class, under a name that ends in
 * {@code ContractTest}, and supplies {@link #harness()}.
 */
public abstract class GameStorageContract {
    private static final long SECOND = 1_000_000_000L;
    private static final int LARGE = 20_000;
    private static final Game GAME = Game.of("m1", "tennis");

    // Set before each test.
    @SuppressWarnings("NullAway.Init")
    private StorageHarness harness;

    @SuppressWarnings("NullAway.Init")
    private WritableGameStorage storage;

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

    // Ids

    @Test
    void anUnknownGameIsNotFound() {
        assertThat(storage.find("nobody")).isEmpty();
        assertThat(storage.list()).isEmpty();
        assertThat(storage.delete("nobody")).isFalse();
        assertThatThrownBy(() -> storage.open("nobody"))
                .isInstanceOf(GameNotFoundException.class)
                .hasMessageContaining("nobody");
        assertThatThrownBy(() -> storage.append("nobody"))
                .isInstanceOf(GameNotFoundException.class)
                .hasMessageContaining("nobody");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\u0000b", "a\nb", "\u007f", "e\u0301", "\ud800", "a\u2028b"})
    void anIdThatBreaksTheRuleIsRefusedEverywhere(String id) {
        assertThatThrownBy(() -> storage.find(id)).isInstanceOf(InvalidGameIdException.class);
        assertThatThrownBy(() -> storage.open(id)).isInstanceOf(InvalidGameIdException.class);
        assertThatThrownBy(() -> storage.append(id)).isInstanceOf(InvalidGameIdException.class);
        assertThatThrownBy(() -> storage.delete(id)).isInstanceOf(InvalidGameIdException.class);
    }

    @Test
    void anIdThatIsTooLongIsRefused() {
        String id = "x".repeat(GameIds.MAX_CODE_POINTS + 1);
        assertThatThrownBy(() -> storage.find(id)).isInstanceOf(InvalidGameIdException.class);
        assertThatThrownBy(() -> storage.open(id)).isInstanceOf(InvalidGameIdException.class);
    }

    static Stream<String> awkwardIds() {
        String[] withoutSpaces =
                ("../x .. . /etc/passwd a/b a\\b C:\\x \\\\host\\x CON con nul COM1 a:b a*b? <x> a|b \"q\" trail."
                                + " ~ $HOME %2e%2e % %41 a.jsonl x.lock -rf {x} a#b m1:meta é 日本 🎾")
                        .split(" ");
        return Stream.concat(
                Stream.of(withoutSpaces),
                Stream.of(" lead", "trail ", "🎾".repeat(128), "é".repeat(128), "X".repeat(128), ".".repeat(128)));
    }

    @ParameterizedTest
    @MethodSource("awkwardIds")
    void anAwkwardIdIsAnIdLikeAnyOther(String id) {
        record(Game.of(id, "tennis"), event(1, "point", "1"));

        assertThat(storage.find(id)).contains(Game.of(id, "tennis"));
        assertThat(storage.list()).extracting(Game::id).containsExactly(id);
        try (Recording recording = storage.open(id)) {
            assertThat(recording.game().id()).isEqualTo(id);
            assertThat(recording.read(0, 10)).hasSize(1);
        }
        assertThat(storage.delete(id)).isTrue();
        assertThat(storage.find(id)).isEmpty();
    }

    @Test
    void idsThatLookAlikeAreDifferentGames() {
        String[] lookalikes = "match Match MATCH a A %61 ß ss ı i İ K k ﬁ fi".split(" ");
        List<String> ids = Stream.of(
                        awkwardIds(), Stream.of(lookalikes), Stream.of("é".repeat(127) + "e", "X".repeat(127) + "x"))
                .flatMap(same -> same)
                .distinct()
                .toList();
        for (String id : ids) {
            record(Game.of(id, "tennis"), event(1, "id", quoted(id)));
        }

        assertThat(storage.list())
                .extracting(Game::id)
                .containsExactlyElementsOf(ids.stream().sorted().toList());
        for (String id : ids) {
            try (Recording recording = storage.open(id)) {
                assertThat(recording.read(0, 1).get(0).data().json()).isEqualTo(quoted(id));
            }
        }
    }

    // Metadata

    @Test
    void allMetadataComesBack() {
        Game game = Game.builder("m1", "tennis")
                .players("Á. \"One\"", "Two\\/\u0001\t", "組 三 & 四")
                .mode("pvp")
                .event("Open d'Été, final\nround")
                .surface("grass")
                .format("best of 3; \ud83c\udfbe")
                .scheduledStart(Instant.parse("2023-07-16T13:04:05.123456789Z"))
                .details(Map.of("source", "made up", "", "empty key", "empty value", "", "a\"b", "\u2028"))
                .build();
        record(game);

        assertThat(storage.find("m1")).contains(game);
        assertThat(storage.list()).containsExactly(game);
        try (Recording recording = storage.open("m1")) {
            assertThat(recording.game()).isEqualTo(game);
        }
    }

    @Test
    void metadataThatIsNotKnownStaysUnknown() {
        record(GAME);

        assertThat(storage.find("m1")).contains(GAME);
    }

    @Test
    void gamesAreListedInTheOrderOfTheirIds() {
        for (String id : List.of("b", "a10", "B", "é", "a", "~", "a2", "🎾", "\uffee", "-")) {
            record(Game.of(id, "tennis"));
        }

        // By code unit: the pair of surrogates of the ball sorts before U+FFEE.
        try (Stream<Game> games = storage.list()) {
            assertThat(games)
                    .extracting(Game::id)
                    .containsExactly("-", "B", "a", "a10", "a2", "b", "~", "é", "🎾", "\uffee");
        }
    }

    // Order, ties and times

    @Test
    void anEmptyRecordingHasNoEvents() {
        record(GAME);

        try (Recording recording = storage.open("m1")) {
            assertThat(recording.extent()).isEqualTo(new Extent(0, true));
            assertThat(recording.read(0, 1)).isEmpty();
            assertThat(recording.indexAt(0)).isZero();
            assertThat(recording.indexAt(SECOND)).isZero();
        }
    }

    @Test
    void aRecordingOfOneEventCanBeReadAndSought() {
        record(GAME, event(1.5, "point", "{\"p\":1}"));

        try (Recording recording = storage.open("m1")) {
            assertThat(recording.extent()).isEqualTo(new Extent(1, true));
            assertThat(recording.read(0, 5))
                    .containsExactly(new GameEvent(0, 1_500_000_000L, "point", null, json("{\"p\":1}")));
            assertThat(recording.indexAt(1_500_000_000L)).isZero();
            assertThat(recording.indexAt(1_500_000_001L)).isOne();
        }
    }

    @Test
    void aRecordingOfTwoEventsCanBeReadAndSought() {
        record(GAME, event(1, "point", "1"), event(2, "point", "2"));

        try (Recording recording = storage.open("m1")) {
            assertThat(recording.read(1, 5)).containsExactly(new GameEvent(1, 2 * SECOND, "point", null, json("2")));
            assertThat(recording.indexAt(SECOND + 1)).isOne();
        }
    }

    @Test
    void equalTimesKeepTheirOrder() {
        record(GAME, event(1, "a", "1"), event(1, "b", "2"), event(1, "c", "3"), event(2, "d", "4"));

        try (Recording recording = storage.open("m1")) {
            assertThat(recording.read(0, 10)).extracting(GameEvent::kind).containsExactly("a", "b", "c", "d");
            assertThat(recording.indexAt(SECOND)).isZero();
        }
    }

    @Test
    void timesThatGoBackAreLiftedToTheGreatestBefore() {
        record(
                GAME,
                event(1, "a", "1"),
                event(5, "b", "2"),
                event(3, "c", "3"),
                event(4.5, "d", "4"),
                event(6, "e", "5"));

        try (Recording recording = storage.open("m1")) {
            assertThat(recording.read(0, 10))
                    .extracting(GameEvent::timeNanos)
                    .containsExactly(SECOND, 5 * SECOND, 5 * SECOND, 5 * SECOND, 6 * SECOND);
            // Backwards, so that no read goes on where the one before stopped.
            assertThat(recording.read(3, 1)).extracting(GameEvent::timeNanos).containsExactly(5 * SECOND);
            assertThat(recording.read(2, 1)).extracting(GameEvent::timeNanos).containsExactly(5 * SECOND);
            assertThat(recording.indexAt(3 * SECOND)).isOne();
            assertThat(recording.indexAt(5 * SECOND + 1)).isEqualTo(4);
        }
    }

    @Test
    void timesGoOnFromTheGreatestBeforeWhenAnotherWriterGoesOn() {
        try (RecordingWriter writer = storage.create(GAME)) {
            writer.append(event(5, "a", "1"));
        }
        try (RecordingWriter writer = storage.append("m1")) {
            assertThat(writer.append(event(2, "b", "2"))).isOne();
        }

        try (Recording recording = storage.open("m1")) {
            assertThat(recording.read(1, 1)).extracting(GameEvent::timeNanos).containsExactly(5 * SECOND);
        }
    }

    @ParameterizedTest
    @ValueSource(
            longs = {0, 1_000, 999_999_000, 1_000_000_000, 1_000_001_000, 35_999_999_999_000L, MatchTime.MAX_NANOS})
    void aTimeComesBackToTheMicrosecond(long timeNanos) {
        record(GAME, new EventDraft(timeNanos, "point", null, json("1")));

        try (Recording recording = storage.open("m1")) {
            assertThat(recording.read(0, 1)).extracting(GameEvent::timeNanos).containsExactly(timeNanos);
            assertThat(recording.indexAt(timeNanos)).isZero();
            assertThat(recording.indexAt(timeNanos + 1)).isOne();
        }
    }

    @Test
    void aSeekByTimeFindsTheFirstEventAtOrAfterIt() {
        record(GAME, event(1, "a", "1"), event(2, "b", "2"), event(2, "c", "3"), event(4, "d", "4"));

        try (Recording recording = storage.open("m1")) {
            assertThat(recording.indexAt(-1)).as("before zero").isZero();
            assertThat(recording.indexAt(0)).as("before the first").isZero();
            assertThat(recording.indexAt(SECOND)).as("on the first").isZero();
            assertThat(recording.indexAt(SECOND + 1)).as("between").isOne();
            assertThat(recording.indexAt(2 * SECOND)).as("on a tie").isOne();
            assertThat(recording.indexAt(3 * SECOND)).as("between").isEqualTo(3);
            assertThat(recording.indexAt(4 * SECOND)).as("on the last").isEqualTo(3);
            assertThat(recording.indexAt(4 * SECOND + 1)).as("after the last").isEqualTo(4);
            assertThat(recording.indexAt(Long.MAX_VALUE))
                    .as("far after the last")
                    .isEqualTo(4);
        }
    }

    @Test
    void aSeekByTimeFindsTheFirstOfManyEventsAtOneTime() {
        int same = 3_000;
        List<EventDraft> events = new ArrayList<>();
        events.add(event(1, "first", "1"));
        for (int i = 0; i < same; i++) {
            events.add(event(2, "same", String.valueOf(i)));
        }
        events.add(event(3, "last", "3"));
        record(GAME, events.toArray(EventDraft[]::new));

        try (Recording recording = storage.open("m1")) {
            assertThat(recording.indexAt(2 * SECOND - 1)).isOne();
            assertThat(recording.indexAt(2 * SECOND)).isOne();
            assertThat(recording.indexAt(2 * SECOND + 1)).isEqualTo(same + 1);
            assertThat(recording.indexAt(3 * SECOND)).isEqualTo(same + 1);
            assertThat(recording.read(same / 2 + 1, 1).get(0).data().json()).isEqualTo(String.valueOf(same / 2));
        }
    }

    // Reading

    @Test
    void aReadAtOrBehindTheEdgeYieldsNothing() {
        record(GAME, event(1, "a", "1"), event(2, "b", "2"));

        try (Recording recording = storage.open("m1")) {
            assertThat(recording.read(2, 1)).isEmpty();
            assertThat(recording.read(3, 1)).isEmpty();
            assertThat(recording.read(Long.MAX_VALUE, Integer.MAX_VALUE)).isEmpty();
            assertThat(recording.read(1, Integer.MAX_VALUE)).hasSize(1);
        }
    }

    @Test
    void aReadOutOfRangeIsRefused() {
        record(GAME, event(1, "a", "1"));

        try (Recording recording = storage.open("m1")) {
            assertThatIllegalArgumentException().isThrownBy(() -> recording.read(-1, 1));
            assertThatIllegalArgumentException().isThrownBy(() -> recording.read(0, 0));
            assertThatIllegalArgumentException().isThrownBy(() -> recording.read(0, -1));
        }
    }

    @Test
    void aLargeRecordingCanBeReadAndSoughtAnywhere() {
        recordLarge();

        try (Recording recording = storage.open("m1")) {
            assertThat(recording.extent()).isEqualTo(new Extent(LARGE, true));
            assertThat(readAll(recording, 777)).isEqualTo(LARGE);
            long seed = 42;
            Random random = new Random(seed);
            for (int i = 0; i < 300; i++) {
                int index = random.nextInt(LARGE);
                assertThat(recording.read(index, 3).get(0))
                        .as("seed %d, index %d", seed, index)
                        .isEqualTo(largeEvent(index));
                // Pairs of events share a time.
                assertThat(recording.indexAt(largeTime(index)))
                        .as("seed %d, index %d", seed, index)
                        .isEqualTo(index / 2 * 2L);
                assertThat(recording.indexAt(largeTime(index) + 1))
                        .as("seed %d, index %d", seed, index)
                        .isEqualTo(index / 2 * 2L + 2);
            }
        }
    }

    @Test
    void recordingsOfTheSameGameAreIndependent() {
        record(GAME, event(1, "a", "1"), event(2, "b", "2"));

        Recording first = storage.open("m1");
        try (Recording second = storage.open("m1")) {
            assertThat(first.read(0, 1)).hasSize(1);
            assertThat(second.read(1, 1)).extracting(GameEvent::kind).containsExactly("b");
            first.close();
            assertThat(second.read(0, 2)).hasSize(2);
            assertThat(second.incarnation()).isEqualTo(first.incarnation());
        }
    }

    @Test
    void readersAtDifferentPlacesDoNotDisturbEachOther() {
        recordLarge();

        try (Recording first = storage.open("m1");
                Recording second = storage.open("m1")) {
            int back = LARGE;
            for (int forth = 0; forth + 7 <= LARGE / 10; forth += 7) {
                back -= 7;
                assertThat(first.read(forth, 7).get(6)).isEqualTo(largeEvent(forth + 6));
                assertThat(second.read(back, 7).get(6)).isEqualTo(largeEvent(back + 6));
                // Neither does a seek, nor a read elsewhere of the same one.
                assertThat(first.indexAt(largeTime(back))).isEqualTo(back / 2 * 2L);
                assertThat(second.read(forth, 1)).containsExactly(largeEvent(forth));
            }
        }
    }

    @Test
    void recordingsOfDifferentGamesAreIndependent() {
        record(GAME, event(1, "a", "1"));
        record(Game.of("m2", "tennis"), event(1, "b", "2"));

        try (Recording first = storage.open("m1");
                Recording second = storage.open("m2")) {
            assertThat(first.read(0, 1)).extracting(GameEvent::kind).containsExactly("a");
            assertThat(second.read(0, 1)).extracting(GameEvent::kind).containsExactly("b");
        }
    }

    // Use after close

    @Test
    void aClosedRecordingRefusesToBeUsed() {
        record(GAME, event(1, "a", "1"));
        Recording recording = storage.open("m1");
        recording.close();
        recording.close();

        assertThatThrownBy(() -> recording.read(0, 1)).isInstanceOf(RecordingClosedException.class);
        assertThatThrownBy(() -> recording.indexAt(0)).isInstanceOf(RecordingClosedException.class);
    }

    @Test
    void aClosedWriterRefusesToBeUsed() {
        RecordingWriter writer = storage.create(GAME);
        writer.close();
        writer.close();

        assertThatThrownBy(() -> writer.append(event(1, "a", "1"))).isInstanceOf(RecordingClosedException.class);
        assertThatThrownBy(writer::end).isInstanceOf(RecordingClosedException.class);
    }

    @Test
    void aClosedStorageRefusesToBeUsedButOpenRecordingsStayReadable() {
        record(GAME, event(1, "a", "1"));
        Recording recording = storage.open("m1");
        storage.close();
        storage.close();

        assertThat(recording.read(0, 1)).hasSize(1);
        recording.close();
        assertThatThrownBy(() -> storage.find("m1")).isInstanceOf(RecordingClosedException.class);
        assertThatThrownBy(() -> storage.list()).isInstanceOf(RecordingClosedException.class);
        assertThatThrownBy(() -> storage.open("m1")).isInstanceOf(RecordingClosedException.class);
        assertThatThrownBy(() -> storage.append("m1")).isInstanceOf(RecordingClosedException.class);
        assertThatThrownBy(() -> storage.delete("m1")).isInstanceOf(RecordingClosedException.class);
        assertThatThrownBy(() -> storage.create(Game.of("m2", "tennis"))).isInstanceOf(RecordingClosedException.class);
    }

    @Test
    void whatIsKnownOfARecordingStaysKnownWhenItIsClosed() {
        record(GAME, event(1, "a", "1"));
        Recording recording = storage.open("m1");
        String incarnation = recording.incarnation();
        recording.close();

        assertThat(recording.game()).isEqualTo(GAME);
        assertThat(recording.incarnation()).isEqualTo(incarnation);
        assertThat(recording.extent()).isEqualTo(new Extent(1, true));
    }

    // Growth

    @Test
    void aReaderSeesWhatIsAppendedAtOnce() {
        try (RecordingWriter writer = storage.create(GAME);
                Recording recording = storage.open("m1")) {
            assertThat(recording.extent()).isEqualTo(new Extent(0, false));
            assertThat(writer.append(event(1, "a", "1"))).isZero();
            assertThat(recording.extent()).isEqualTo(new Extent(1, false));
            assertThat(writer.append(List.of(event(2, "b", "2"), event(3, "c", "3"))))
                    .isOne();
            assertThat(recording.read(0, 10)).extracting(GameEvent::kind).containsExactly("a", "b", "c");
            assertThat(recording.indexAt(3 * SECOND)).isEqualTo(2);
            writer.end();
            assertThat(recording.extent()).isEqualTo(new Extent(3, true));
        }
    }

    @Test
    void aSeekFindsWhatIsThereWhileARecordingGrows() {
        try (RecordingWriter writer = storage.create(GAME);
                Recording recording = storage.open("m1")) {
            assertThat(recording.indexAt(0)).isZero();
            writer.append(List.of(event(1, "a", "1"), event(2, "b", "2")));
            assertThat(recording.indexAt(2 * SECOND)).isOne();
            assertThat(recording.indexAt(3 * SECOND)).as("behind the edge").isEqualTo(2);
            writer.append(event(3, "c", "3"));
            assertThat(recording.indexAt(3 * SECOND)).isEqualTo(2);
            assertThat(recording.indexAt(3 * SECOND + 1)).as("behind the edge").isEqualTo(3);
            writer.end();
            assertThat(recording.indexAt(3 * SECOND + 1)).isEqualTo(3);
        }
    }

    @Test
    void aListenerHearsOfGrowthAndOfTheEndUntilItIsUnregistered() {
        try (RecordingWriter writer = storage.create(GAME);
                Recording recording = storage.open("m1")) {
            List<Extent> heard = new ArrayList<>();
            AtomicInteger other = new AtomicInteger();
            Runnable stop = recording.onGrowth(() -> heard.add(recording.extent()));
            Runnable stopOther = recording.onGrowth(other::incrementAndGet);

            writer.append(event(1, "a", "1"));
            assertThat(heard).containsExactly(new Extent(1, false));
            stopOther.run();
            writer.end();
            assertThat(heard).containsExactly(new Extent(1, false), new Extent(1, true));
            assertThat(other).hasValue(1);
            stop.run();
            stop.run();
        }
    }

    @Test
    void aListenerHearsOfWhatAWriterOpenedLaterAppends() {
        storage.create(GAME).close();
        try (Recording recording = storage.open("m1")) {
            List<Extent> heard = new ArrayList<>();
            recording.onGrowth(() -> heard.add(recording.extent()));
            try (RecordingWriter writer = storage.append("m1")) {
                writer.append(List.of(event(1, "a", "1"), event(2, "b", "2")));
                writer.append(List.of());
            }
            assertThat(heard).containsExactly(new Extent(2, false));
        }
    }

    @Test
    void aListenerCanUnregisterItselfWhenItIsCalled() {
        try (RecordingWriter writer = storage.create(GAME);
                Recording recording = storage.open("m1")) {
            AtomicInteger heard = new AtomicInteger();
            List<Runnable> stop = new ArrayList<>();
            stop.add(recording.onGrowth(() -> {
                heard.incrementAndGet();
                stop.get(0).run();
            }));
            AtomicInteger other = new AtomicInteger();
            recording.onGrowth(other::incrementAndGet);
            writer.append(event(1, "a", "1"));
            writer.append(event(2, "b", "2"));

            assertThat(heard).hasValue(1);
            assertThat(other).hasValue(2);
        }
    }

    @Test
    void aListenerOfAClosedRecordingHearsNothing() {
        AtomicInteger heard = new AtomicInteger();
        try (RecordingWriter writer = storage.create(GAME)) {
            try (Recording recording = storage.open("m1")) {
                recording.onGrowth(heard::incrementAndGet);
            }
            writer.append(event(1, "a", "1"));
        }

        assertThat(heard).hasValue(0);
    }

    @Test
    void aListenerThatThrowsHarmsNobody() {
        try (RecordingWriter writer = storage.create(GAME);
                Recording recording = storage.open("m1")) {
            AtomicInteger heard = new AtomicInteger();
            recording.onGrowth(() -> {
                throw new IllegalStateException("thrown on purpose");
            });
            recording.onGrowth(heard::incrementAndGet);

            writer.append(event(1, "a", "1"));
            assertThat(heard).hasValue(1);
            assertThat(recording.read(0, 1)).hasSize(1);
        }
    }

    @Test
    void readersInParallelSeeWholeEventsInOrderWhileARecordingGrows() throws Exception {
        int events = 2_000;
        int readers = 4;
        ExecutorService threads = Executors.newFixedThreadPool(readers);
        try (RecordingWriter writer = storage.create(GAME)) {
            List<Future<Long>> counts = new ArrayList<>();
            for (int r = 0; r < readers; r++) {
                int step = 1 + 37 * r;
                Callable<Long> reader = () -> {
                    try (Recording recording = storage.open("m1")) {
                        long next = 0;
                        while (true) {
                            Extent extent = recording.extent();
                            List<GameEvent> read = recording.read(next, step);
                            for (GameEvent event : read) {
                                assertThat(event).isEqualTo(largeEvent((int) next++));
                            }
                            if (read.isEmpty() && extent.ended()) {
                                return next;
                            }
                        }
                    }
                };
                counts.add(threads.submit(reader));
            }
            for (int i = 0; i < events; i += 10) {
                List<EventDraft> batch = new ArrayList<>();
                for (int j = i; j < i + 10; j++) {
                    batch.add(largeDraft(j));
                }
                writer.append(batch);
            }
            writer.end();
            for (Future<Long> count : counts) {
                assertThat(count.get()).isEqualTo(events);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void threadsThatShareARecordingSeekAndReadAnywhereWhileItGrows() throws Exception {
        int events = 2_000;
        int readers = 4;
        ExecutorService threads = Executors.newFixedThreadPool(readers);
        try (RecordingWriter writer = storage.create(GAME);
                Recording recording = storage.open("m1")) {
            List<Future<Long>> checks = new ArrayList<>();
            for (int r = 0; r < readers; r++) {
                long seed = r;
                Callable<Long> reader = () -> {
                    Random random = new Random(seed);
                    long checked = 0;
                    Extent extent;
                    do {
                        extent = recording.extent();
                        if (extent.size() > 0) {
                            int index = random.nextInt((int) extent.size());
                            assertThat(recording.read(index, 1))
                                    .as("seed %d, index %d", seed, index)
                                    .containsExactly(largeEvent(index));
                            assertThat(recording.indexAt(largeTime(index)))
                                    .as("seed %d, index %d", seed, index)
                                    .isEqualTo(index / 2 * 2L);
                            checked++;
                        }
                    } while (!extent.ended());
                    return checked;
                };
                checks.add(threads.submit(reader));
            }
            for (int i = 0; i < events; i += 10) {
                List<EventDraft> batch = new ArrayList<>();
                for (int j = i; j < i + 10; j++) {
                    batch.add(largeDraft(j));
                }
                writer.append(batch);
            }
            writer.end();
            for (Future<Long> check : checks) {
                assertThat(check.get()).isPositive();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    // Writers

    @Test
    void aRecordingWithoutItsEndMarkIsStillGrowing() {
        try (RecordingWriter writer = storage.create(GAME)) {
            writer.append(event(1, "a", "1"));
        }

        try (Recording recording = storage.open("m1")) {
            assertThat(recording.extent()).isEqualTo(new Extent(1, false));
        }
    }

    @Test
    void aRecordingWithoutEventsGrowsFromItsBeginning() {
        storage.create(GAME).close();

        try (Recording recording = storage.open("m1")) {
            assertThat(recording.extent()).isEqualTo(new Extent(0, false));
            assertThat(recording.read(0, 1)).isEmpty();
            assertThat(recording.indexAt(SECOND)).isZero();
            try (RecordingWriter writer = storage.append("m1")) {
                assertThat(writer.append(event(1, "a", "1"))).isZero();
            }
            assertThat(recording.read(0, 9)).extracting(GameEvent::kind).containsExactly("a");
        }
    }

    @Test
    void gamesThatStillGrowAreFoundAndListed() {
        try (RecordingWriter writer = storage.create(GAME)) {
            writer.append(event(1, "a", "1"));

            assertThat(storage.find("m1")).contains(GAME);
            assertThat(storage.list()).containsExactly(GAME);
        }
    }

    @Test
    void nothingFollowsTheEndMark() {
        try (RecordingWriter writer = storage.create(GAME)) {
            writer.append(event(1, "a", "1"));
            writer.end();
            writer.end();
            assertThatThrownBy(() -> writer.append(event(2, "b", "2")))
                    .isInstanceOf(RecordingEndedException.class)
                    .hasMessageContaining("m1");
        }
        assertThatThrownBy(() -> storage.append("m1"))
                .isInstanceOf(RecordingEndedException.class)
                .hasMessageContaining("m1");
        try (Recording recording = storage.open("m1")) {
            assertThat(recording.extent()).isEqualTo(new Extent(1, true));
        }
    }

    @Test
    void anEmptyAppendWritesNothing() {
        try (RecordingWriter writer = storage.create(GAME)) {
            writer.append(event(1, "a", "1"));
            assertThat(writer.append(List.of())).isOne();
        }

        try (Recording recording = storage.open("m1")) {
            assertThat(recording.extent().size()).isOne();
        }
    }

    @Test
    void aSecondWriterIsRefusedUntilTheFirstIsClosed() {
        RecordingWriter first = storage.create(GAME);
        assertThatThrownBy(() -> storage.append("m1"))
                .isInstanceOf(RecordingLockedException.class)
                .hasMessageContaining("m1");
        first.append(event(1, "a", "1"));
        first.close();

        try (RecordingWriter second = storage.append("m1")) {
            assertThatThrownBy(() -> storage.append("m1")).isInstanceOf(RecordingLockedException.class);
            // Closing the first one once more doesn't free what the second one holds.
            first.close();
            assertThatThrownBy(() -> storage.append("m1")).isInstanceOf(RecordingLockedException.class);
            assertThat(second.append(event(2, "b", "2"))).isOne();
        }
    }

    @Test
    void aWriterKeepsItsRecordingFromBeingDeleted() {
        try (RecordingWriter writer = storage.create(GAME)) {
            assertThatThrownBy(() -> storage.delete("m1"))
                    .isInstanceOf(RecordingLockedException.class)
                    .hasMessageContaining("m1");
            writer.append(event(1, "a", "1"));
        }
        assertThat(storage.delete("m1")).isTrue();
    }

    @Test
    void recordingsOfDifferentGamesHaveWritersAtTheSameTime() {
        try (RecordingWriter first = storage.create(GAME);
                RecordingWriter second = storage.create(Game.of("m2", "tennis"))) {
            first.append(event(1, "a", "1"));
            second.append(event(1, "b", "2"));
        }

        assertThat(storage.list()).hasSize(2);
    }

    @Test
    void aGameIsCreatedOnce() {
        try (RecordingWriter writer = storage.create(GAME)) {
            assertThatThrownBy(() -> storage.create(GAME)).isInstanceOf(GameExistsException.class);
            writer.append(event(1, "a", "1"));
        }
        assertThatThrownBy(() -> storage.create(GAME))
                .isInstanceOf(GameExistsException.class)
                .hasMessageContaining("m1");
        try (Recording recording = storage.open("m1")) {
            assertThat(recording.extent().size()).isOne();
        }
    }

    @Test
    void aGameThatIsDeletedIsGoneAndOthersStay() {
        record(GAME, event(1, "a", "1"));
        record(Game.of("m2", "tennis"), event(1, "b", "2"));
        assertThat(storage.delete("m1")).isTrue();

        assertThat(storage.list()).extracting(Game::id).containsExactly("m2");
        assertThatThrownBy(() -> storage.open("m1")).isInstanceOf(GameNotFoundException.class);
        assertThatThrownBy(() -> storage.append("m1")).isInstanceOf(GameNotFoundException.class);
        try (Recording recording = storage.open("m2")) {
            assertThat(recording.read(0, 9)).extracting(GameEvent::kind).containsExactly("b");
        }
    }

    @Test
    void aGameThatIsDeletedAndMadeAnewHasAnotherIncarnation() {
        record(GAME, event(1, "a", "1"), event(2, "b", "2"));
        String first;
        try (Recording recording = storage.open("m1")) {
            first = recording.incarnation();
        }
        assertThat(storage.delete("m1")).isTrue();
        assertThat(storage.delete("m1")).isFalse();
        assertThat(storage.find("m1")).isEmpty();
        record(GAME, event(3, "c", "3"));

        try (Recording recording = storage.open("m1")) {
            assertThat(recording.incarnation()).isNotEmpty().isNotEqualTo(first);
            assertThat(recording.read(0, 5)).extracting(GameEvent::kind).containsExactly("c");
        }
    }

    @Test
    void aGameThatIsMadeAnewWhileTheOldOneIsOpenIsOpenedAsTheNewOne() {
        record(GAME, event(1, "a", "1"), event(2, "b", "2"));
        try (Recording old = storage.open("m1")) {
            storage.delete("m1");
            record(GAME, event(3, "c", "3"));
            try (Recording recording = storage.open("m1")) {
                assertThat(recording.incarnation()).isNotEqualTo(old.incarnation());
                assertThat(recording.read(0, 5)).extracting(GameEvent::kind).containsExactly("c");
            }
        }
    }

    // Payloads, kinds and marks

    static Stream<String> payloads() {
        return Stream.of(
                "null",
                "true",
                "0",
                "-0.0",
                "1e400",
                "1.50",
                "\"\"",
                "[]",
                "{}",
                "  { \"a\" : 1 }\t",
                "{\"b\":1,\"a\":2}",
                "\"\\u0041\\/\\ud83c\\udfbe\"",
                "\"🎾é\"",
                "{\"data\":{\"end\":true}}",
                "[" + "1,".repeat(20_000) + "1]",
                "\"},\\\"data\\\":\"",
                "\"\u2028\"",
                "[".repeat(Payload.MAX_DEPTH) + "]".repeat(Payload.MAX_DEPTH),
                '"' + "x".repeat(Payload.MAX_BYTES - 2) + '"');
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void aPayloadComesBackByteForByte(String text) {
        record(GAME, event(1, "a", "1"), event(2, "b", text), event(3, "c", "3"));

        try (Recording recording = storage.open("m1")) {
            assertThat(recording.read(1, 1).get(0).data().bytes()).isEqualTo(text.getBytes(UTF_8));
            assertThat(recording.read(2, 1)).extracting(GameEvent::kind).containsExactly("c");
        }
    }

    static Stream<byte[]> invalidPayloads() {
        return Stream.of(
                bytes(""),
                bytes("{"),
                bytes("1 2"),
                bytes("{\"a\":1}}"),
                bytes("{\"a\":1,\"a\":2}"),
                bytes("[1,]"),
                bytes("nul"),
                bytes("'a'"),
                bytes("NaN"),
                bytes("{\n}"),
                bytes("1\r"),
                bytes("\"\u0001\""),
                bytes("1},{\"t\":1"),
                new byte[] {'"', (byte) 0xff, '"'},
                new byte[] {'"', (byte) 0xc0, (byte) 0x80, '"'},
                bytes("[".repeat(Payload.MAX_DEPTH + 1) + "]".repeat(Payload.MAX_DEPTH + 1)),
                bytes('"' + "x".repeat(Payload.MAX_BYTES - 1) + '"'));
    }

    @ParameterizedTest
    @MethodSource("invalidPayloads")
    void aPayloadThatIsNotValidIsRefusedAndNothingOfItsBatchIsWritten(byte[] payload) {
        EventDraft bad = new EventDraft(2 * SECOND, "b", null, Payload.unchecked(payload, 0, payload.length));
        try (RecordingWriter writer = storage.create(GAME)) {
            writer.append(event(1, "a", "1"));
            assertThatThrownBy(() -> writer.append(List.of(event(2, "b", "2"), bad)))
                    .isInstanceOf(InvalidPayloadException.class);
            assertThat(writer.append(event(3, "c", "3")))
                    .as("the writer goes on")
                    .isOne();
        }

        try (Recording recording = storage.open("m1")) {
            assertThat(recording.read(0, 10)).extracting(GameEvent::kind).containsExactly("a", "c");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"point", "a\"b\\c", "\u0000\n\r", "é", "日本", "🎾", "\u2028", ",\"data\":", "\ud800", "\u007f"})
    void kindsAndMarksComeBack(String name) {
        record(GAME, new EventDraft(SECOND, name, name, json("1")), event(2, name, "2"));

        try (Recording recording = storage.open("m1")) {
            List<GameEvent> events = recording.read(0, 2);
            assertThat(events).extracting(GameEvent::kind).containsExactly(name, name);
            assertThat(events).extracting(GameEvent::mark).containsExactly(name, null);
        }
    }

    @Test
    void theLongestKindAndMarkComeBack() {
        String name = "é".repeat(GameEvent.MAX_NAME_LENGTH);
        record(GAME, new EventDraft(SECOND, name, name, json("1")));

        try (Recording recording = storage.open("m1")) {
            assertThat(recording.read(0, 1).get(0).kind()).isEqualTo(name);
            assertThat(recording.read(0, 1).get(0).mark()).isEqualTo(name);
        }
    }

    // Reopening

    @Test
    void aStorageThatIsOpenedAgainHasTheSameRecordings() {
        assumeTrue(harness.canReopen(), "this storage keeps nothing when it is closed");
        recordLarge();
        String incarnation;
        try (Recording recording = storage.open("m1")) {
            incarnation = recording.incarnation();
        }
        storage = harness.reopen();

        assertThat(storage.list()).containsExactly(GAME);
        try (Recording recording = storage.open("m1")) {
            assertThat(recording.incarnation()).isEqualTo(incarnation);
            assertThat(recording.extent()).isEqualTo(new Extent(LARGE, true));
            assertThat(readAll(recording, 1000)).isEqualTo(LARGE);
        }
    }

    @Test
    void anAppendGoesOnAfterTheStorageIsOpenedAgain() {
        assumeTrue(harness.canReopen(), "this storage keeps nothing when it is closed");
        try (RecordingWriter writer = storage.create(GAME)) {
            writer.append(List.of(event(1, "a", "1"), event(7, "b", "2")));
        }
        storage = harness.reopen();
        try (RecordingWriter writer = storage.append("m1")) {
            assertThat(writer.append(event(3, "c", "3"))).isEqualTo(2);
            writer.end();
        }
        storage = harness.reopen();

        try (Recording recording = storage.open("m1")) {
            assertThat(recording.extent()).isEqualTo(new Extent(3, true));
            assertThat(recording.read(0, 10)).extracting(GameEvent::kind).containsExactly("a", "b", "c");
            assertThat(recording.read(2, 1)).extracting(GameEvent::timeNanos).containsExactly(7 * SECOND);
        }
    }

    @Test
    void metadataAndTheEndMarkHoldAfterTheStorageIsOpenedAgain() {
        assumeTrue(harness.canReopen(), "this storage keeps nothing when it is closed");
        Game game = Game.builder("m1", "tennis")
                .players("Á. \"One\"", "組")
                .scheduledStart(Instant.parse("2023-07-16T13:04:05.123456789Z"))
                .details(Map.of("source", "made up"))
                .build();
        record(game);
        storage = harness.reopen();

        assertThat(storage.find("m1")).contains(game);
        assertThatThrownBy(() -> storage.append("m1")).isInstanceOf(RecordingEndedException.class);
        assertThatThrownBy(() -> storage.create(game)).isInstanceOf(GameExistsException.class);
    }

    // Damage

    @Test
    void damageIsAClearErrorAndLeavesOtherRecordingsAlone() throws Exception {
        assumeTrue(harness.canDamage(), "this storage can't be damaged from outside");
        record(GAME, event(1, "a", "1"), event(2, "b", "{\"x\":2}"), event(3, "c", "3"));
        record(Game.of("m2", "tennis"), event(1, "a", "1"));
        harness.damage("m1", 1);

        assertThatThrownBy(() -> {
                    try (Recording recording = storage.open("m1")) {
                        recording.read(0, 10);
                    }
                })
                .isInstanceOf(CorruptRecordingException.class)
                .hasMessageContaining("m1");
        assertThatCode(() -> {
                    try (Recording recording = storage.open("m2")) {
                        recording.read(0, 10);
                    }
                })
                .doesNotThrowAnyException();
        assertThat(storage.delete("m1"))
                .as("a damaged recording can be deleted")
                .isTrue();
    }

    // Helpers

    private void record(Game game, EventDraft... events) {
        try (RecordingWriter writer = storage.create(game)) {
            writer.append(List.of(events));
            writer.end();
        }
    }

    private void recordLarge() {
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

    private static EventDraft largeDraft(int index) {
        GameEvent event = largeEvent(index);
        return new EventDraft(event.timeNanos(), event.kind(), event.mark(), event.data());
    }

    private static GameEvent largeEvent(int index) {
        String mark = index % 100 == 0 ? "set" : null;
        String pad = "x".repeat(index % 97);
        return new GameEvent(
                index, largeTime(index), "point", mark, json("{\"n\":" + index + ",\"pad\":\"" + pad + "\"}"));
    }

    private static long largeTime(int index) {
        return index / 2 * 1_234_567_000L;
    }

    /** Reads a recording of large events from end to end, checks each one, and returns how many there were. */
    private static long readAll(Recording recording, int step) {
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

    private static EventDraft event(double seconds, String kind, String json) {
        return new EventDraft(Math.round(seconds * 1e6) * 1000, kind, null, json(json));
    }

    private static Payload json(String text) {
        return Payload.of(text);
    }

    private static String quoted(String id) {
        return '"' + id.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
