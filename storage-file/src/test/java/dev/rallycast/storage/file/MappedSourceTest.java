package dev.rallycast.storage.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.ReplayException;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.RecordingWriter;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedSourceTest {
    private static final int EVENTS = 2_000;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    @Test
    void anyPieceIsWhatTheFileHolds() throws IOException {
        Random random = new Random(1);
        byte[] bytes = new byte[100_000];
        random.nextBytes(bytes);
        Path path = Files.write(root.resolve("text"), bytes);

        try (TextSource text = new MappedSource(DataFile.openToRead(Disk.SYSTEM, path))) {
            assertThat(text.size()).isEqualTo(bytes.length);
            for (int round = 0; round < 1_000; round++) {
                int from = random.nextInt(bytes.length);
                byte[] read = new byte[20 + random.nextInt(5_000)];
                int count = text.read(read, 10, read.length - 10, from);
                assertThat(count).isEqualTo(Math.min(read.length - 10, bytes.length - from));
                assertThat(read).containsSequence(Arrays.copyOfRange(bytes, from, from + count));
            }
            assertThat(text.read(new byte[5], 0, 5, bytes.length)).isEqualTo(-1);
        }
    }

    @Test
    void aClosedOneRefusesToBeRead() throws IOException {
        Path path = Files.writeString(root.resolve("text"), "text");
        TextSource text = new MappedSource(DataFile.openToRead(Disk.SYSTEM, path));
        text.close();

        assertThatThrownBy(() -> text.read(new byte[1], 0, 1, 0)).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(text::size).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void aRecordingThatIsCutWhileItIsMappedIsAnErrorAndNothingElse() throws IOException {
        record("m1");
        record("m2");
        try (FileGameStorage storage = storage(true);
                Recording recording = storage.open("m1");
                Recording other = storage.open("m2")) {
            assertThat(recording.read(EVENTS - 1, 1)).hasSize(1);
            try (FileChannel channel = FileChannel.open(RecordingFiles.file(root, "m1"), StandardOpenOption.WRITE)) {
                channel.truncate(0);
            }

            for (int i = 0; i < EVENTS; i += 100) {
                int at = i;
                assertThatThrownBy(() -> recording.read(at, 10))
                        .as("event %d", i)
                        .isInstanceOf(ReplayException.class)
                        .hasMessageContaining("m1.jsonl");
                assertThatThrownBy(() -> recording.indexAt(at * RecordingFiles.SECOND))
                        .isInstanceOf(ReplayException.class);
                assertThat(other.read(i, 10)).hasSize(10);
            }
        }
    }

    @Test
    void mappedOrNotTheSameEventsAreReadAndAMappedOneCanBeDeletedAndCompressed() {
        record("m1");
        List<GameEvent> mapped = readAll(true);

        assertThat(readAll(false)).isEqualTo(mapped).hasSize(EVENTS);
        try (FileGameStorage storage = storage(true);
                Recording recording = storage.open("m1")) {
            storage.compress("m1");
            assertThat(RecordingFiles.file(root, "m1")).doesNotExist();
            assertThat(recording.read(0, EVENTS)).isEqualTo(mapped);
            assertThat(readAll(true)).isEqualTo(mapped);
            assertThat(storage.delete("m1")).isTrue();
            assertThat(recording.read(0, EVENTS)).isEqualTo(mapped);
        }
    }

    private List<GameEvent> readAll(boolean map) {
        try (FileGameStorage storage = storage(map);
                Recording recording = storage.open("m1")) {
            return recording.read(0, EVENTS);
        }
    }

    private void record(String gameId) {
        try (FileGameStorage storage = storage(true);
                RecordingWriter writer = storage.create(Game.of(gameId, "tennis"))) {
            List<EventDraft> events = new ArrayList<>();
            for (int i = 0; i < EVENTS; i++) {
                events.add(RecordingFiles.event(i, "a", "{\"n\":" + i + "}"));
            }
            writer.append(events);
            writer.end();
        }
    }

    private FileGameStorage storage(boolean map) {
        return FileGameStorage.builder(root)
                .sync(SyncLevel.OS)
                .mapped(map)
                .indexFrom(0)
                .build();
    }
}
