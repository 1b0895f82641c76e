package dev.rallycast.benchmarks.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.benchmarks.harness.Progress;
import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.Recording.Extent;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.spi.WritableGameStorage;
import dev.rallycast.storage.memory.InMemoryGameStorage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class GeneratorTest {
    private static final int EVENTS = 3_000;

    private final Generator generator = new Generator(1);
    private final WritableGameStorage storage = new InMemoryGameStorage();
    private final Progress silent = new Progress(new PrintStream(new ByteArrayOutputStream()), () -> 0);

    @Test
    void aSeedGivesTheSameEventsWhereverOneBegins() {
        List<EventDraft> all = generator.events(0, EVENTS);

        assertThat(new Generator(1).events(1_000, 10)).isEqualTo(all.subList(1_000, 1_010));
        assertThat(new Generator(2).events(0, EVENTS)).isNotEqualTo(all);
    }

    @Test
    void timesGrowUpToTheLastEventThatIsAllowed() {
        long before = -1;
        for (long i = 0; i < EVENTS; i++) {
            assertThat(generator.event(i).timeNanos())
                    .isEqualTo(generator.timeNanos(i))
                    .isGreaterThan(before);
            before = generator.timeNanos(i);
        }
        assertThat(generator.event(Generator.MAX_EVENTS - 1).timeNanos()).isGreaterThan(before);
    }

    @Test
    void payloadsHave200To260Bytes() {
        for (long i = 0; i < Generator.MAX_EVENTS; i += 9_973) {
            assertThat(generator.event(i).data().size()).isBetween(200, 260);
        }
    }

    @Test
    void recordsAllEventsAndTheEnd() {
        generator.record(storage, "m", EVENTS, silent);

        try (Recording recording = storage.open("m")) {
            assertThat(recording.extent()).isEqualTo(new Extent(EVENTS, true));
            assertThat(recording.read(EVENTS - 1, 1))
                    .extracting(event -> event.data())
                    .containsExactly(generator.event(EVENTS - 1).data());
        }
    }

    @Test
    void usesACompleteRecordingAgain() {
        generator.record(storage, "m", EVENTS, silent);
        String incarnation = incarnation();

        generator.record(storage, "m", EVENTS, silent);

        assertThat(incarnation()).isEqualTo(incarnation);
    }

    @Test
    void makesARecordingAnewThatIsOfAnotherSeedOrLengthOrHasNoEnd() {
        generator.record(storage, "m", EVENTS, silent);
        String first = incarnation();

        new Generator(2).record(storage, "m", EVENTS, silent);
        String second = incarnation();
        new Generator(2).record(storage, "m", EVENTS + 1, silent);
        String third = incarnation();
        storage.delete("m");
        try (RecordingWriter writer = storage.create(Game.of("m", "tennis"))) {
            writer.append(generator.events(0, EVENTS));
        }
        generator.record(storage, "m", EVENTS, silent);

        assertThat(List.of(first, second, third)).doesNotHaveDuplicates();
        try (Recording recording = storage.open("m")) {
            assertThat(recording.extent()).isEqualTo(new Extent(EVENTS, true));
        }
    }

    private String incarnation() {
        try (Recording recording = storage.open("m")) {
            return recording.incarnation();
        }
    }
}
