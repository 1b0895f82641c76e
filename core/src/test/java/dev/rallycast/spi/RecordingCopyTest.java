package dev.rallycast.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.GameExistsException;
import dev.rallycast.model.GameNotFoundException;
import dev.rallycast.model.Payload;
import dev.rallycast.spi.Recording.Extent;
import dev.rallycast.spi.RecordingCopy.Progress;
import dev.rallycast.spi.RecordingCopy.Result;
import dev.rallycast.storage.memory.InMemoryGameStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecordingCopyTest {
    private static final Game GAME =
            Game.builder("m1", "tennis").players("A", "B").event("Open").build();

    private final InMemoryGameStorage source = new InMemoryGameStorage();
    private final InMemoryGameStorage target = new InMemoryGameStorage();

    @Test
    void aWholeRecordingIsCopiedWithItsEndMark() {
        source.record(GAME, events(0, 1_200));
        List<Long> heard = new ArrayList<>();

        Result result = RecordingCopy.copy(source, target, "m1", (events, total) -> {
            assertThat(total).isEqualTo(1_200);
            heard.add(events);
        });

        assertThat(result).isEqualTo(new Result(1_200, 1_200, true));
        assertThat(heard).isSorted().endsWith(1_200L).hasSizeGreaterThan(2);
        assertSame(new Extent(1_200, true));
        assertThat(target.find("m1")).contains(GAME);
    }

    @Test
    void aRecordingWithoutEventsIsCopied() {
        source.record(GAME);

        assertThat(RecordingCopy.copy(source, target, "m1", Progress.NONE)).isEqualTo(new Result(0, 0, true));
        assertSame(new Extent(0, true));
    }

    @Test
    void aCopyThatWasInterruptedIsGoneOnWith() {
        source.record(GAME, events(0, 2_000));
        assertThatThrownBy(() -> RecordingCopy.copy(source, target, "m1", (events, total) -> {
                    if (events > 900) {
                        throw new IllegalStateException("stopped on purpose");
                    }
                }))
                .hasMessage("stopped on purpose");
        long begun;
        try (Recording recording = target.open("m1")) {
            begun = recording.extent().size();
            assertThat(begun).isBetween(900L, 1_999L);
        }

        assertThat(RecordingCopy.copy(source, target, "m1", Progress.NONE))
                .isEqualTo(new Result(2_000, 2_000 - begun, true));
        assertSame(new Extent(2_000, true));
        assertThat(RecordingCopy.copy(source, target, "m1", Progress.NONE))
                .as("once more")
                .isEqualTo(new Result(2_000, 0, true));
    }

    @Test
    void aRecordingThatStillGrowsIsCopiedAsFarAsItGoesAndGoneOnWithLater() {
        try (RecordingWriter writer = source.create(GAME)) {
            writer.append(events(0, 5));
            assertThat(RecordingCopy.copy(source, target, "m1", Progress.NONE)).isEqualTo(new Result(5, 5, false));
            assertSame(new Extent(5, false));
            writer.append(events(5, 8));
            writer.end();
        }

        assertThat(RecordingCopy.copy(source, target, "m1", Progress.NONE)).isEqualTo(new Result(8, 3, true));
        assertSame(new Extent(8, true));
    }

    @Test
    void aTargetThatHasSomethingElseIsLeftAsItIs() {
        source.record(GAME, events(0, 5));
        source.record(Game.of("m2", "tennis"), events(0, 5));
        source.record(Game.of("m3", "tennis"), events(0, 5));
        source.record(Game.of("m4", "tennis"), events(0, 5));
        target.record(Game.of("m1", "tennis"), events(0, 5));
        try (RecordingWriter writer = target.create(Game.of("m2", "tennis"))) {
            writer.append(events(0, 2));
            writer.append(events(7, 8));
        }
        try (RecordingWriter writer = target.create(Game.of("m3", "tennis"))) {
            writer.append(events(0, 6));
        }
        target.record(Game.of("m4", "tennis"), events(0, 4));

        assertRefused("m1", "other metadata");
        assertRefused("m2", "another event 2");
        assertRefused("m3", "more events than the 5 of the source");
        assertRefused("m4", "an end mark behind 4 events");
        try (Recording recording = target.open("m2")) {
            assertThat(recording.extent()).isEqualTo(new Extent(3, false));
        }
    }

    @Test
    void aGameThatTheSourceDoesNotHaveIsNotMade() {
        assertThatThrownBy(() -> RecordingCopy.copy(source, target, "m1", Progress.NONE))
                .isInstanceOf(GameNotFoundException.class);
        assertThat(target.list()).isEmpty();
    }

    private void assertRefused(String gameId, String difference) {
        assertThatThrownBy(() -> RecordingCopy.copy(source, target, gameId, Progress.NONE))
                .isInstanceOf(GameExistsException.class)
                .hasMessageContaining(gameId)
                .hasMessageContaining(difference);
    }

    private void assertSame(Extent extent) {
        try (Recording from = source.open("m1");
                Recording to = target.open("m1")) {
            assertThat(to.extent()).isEqualTo(extent);
            List<GameEvent> all = to.read(0, 10_000);
            assertThat(all).isEqualTo(from.read(0, 10_000)).hasSize((int) extent.size());
        }
    }

    private static List<EventDraft> events(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> new EventDraft(
                        i / 2 * 1_000_000L, "point", i % 7 == 0 ? "set" : null, Payload.of("{\"n\": " + i + "}")))
                .toList();
    }
}
