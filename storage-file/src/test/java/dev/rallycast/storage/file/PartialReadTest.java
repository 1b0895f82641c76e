package dev.rallycast.storage.file;

import static dev.rallycast.storage.file.RecordingFiles.event;
import static dev.rallycast.storage.file.RecordingFiles.file;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import dev.rallycast.spi.Recording;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartialReadTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    @Test
    void aReadOfHugeEventsIsBoundedAndTheNextOneGoesOn() {
        String payload = '"' + "x".repeat(Payload.MAX_BYTES - 2) + '"';
        RecordingFiles.record(
                root,
                "m1",
                IntStream.range(0, 200)
                        .mapToObj(i -> event(i, "k" + i, payload))
                        .toArray(EventDraft[]::new));

        try (FileGameStorage storage = FileGameStorage.open(root);
                Recording recording = storage.open("m1")) {
            long next = 0;
            int reads = 0;
            while (next < 200) {
                List<GameEvent> events = recording.read(next, 1_000_000);
                assertThat(events).hasSizeBetween(1, 64);
                assertThat(events.get(0).kind()).isEqualTo("k" + next);
                next += events.size();
                reads++;
            }
            assertThat(reads).isEqualTo(4);
        }
    }

    @Test
    void aSeekReadsAPieceThatDoesNotDependOnTheSizeOfTheFile() throws IOException {
        RecordingFiles.record(
                root,
                "m1",
                IntStream.range(0, 50_000)
                        .mapToObj(i -> event(i, "point", "{\"n\":" + i + "}"))
                        .toArray(EventDraft[]::new));

        try (CountingSource file = new CountingSource(DataFile.openToRead(Disk.SYSTEM, file(root, "m1")))) {
            Tape tape = RecordingFiles.tape(root, file);
            for (int index : new int[] {0, 63, 64, 25_000, 49_999}) {
                long before = file.bytes();
                assertThat(tape.read(Cursor.NOWHERE, index, 1).events())
                        .extracting(GameEvent::index)
                        .containsExactly((long) index);
                assertThat(tape.seek(index * RecordingFiles.SECOND).index()).isEqualTo(index);
                assertThat(file.bytes() - before).as("index %d", index).isLessThanOrEqualTo(2 * 16 * 1024);
            }
        }
    }
}
