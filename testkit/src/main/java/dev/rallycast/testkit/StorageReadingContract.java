package dev.rallycast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.MatchTime;
import dev.rallycast.model.RecordingClosedException;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.Recording.Extent;
import dev.rallycast.spi.RecordingWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What readers get: order, places in it, and what is refused. */
abstract class StorageReadingContract extends StorageIdContract {
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
}
