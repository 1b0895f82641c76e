package dev.rallycast.storage.file;

import static dev.rallycast.storage.file.RecordingFiles.event;
import static dev.rallycast.storage.file.RecordingFiles.file;
import static dev.rallycast.storage.file.RecordingFiles.readAll;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.GameExistsException;
import dev.rallycast.model.RecordingLockedException;
import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.RecordingWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WriterTest {
    private static final Game GAME = Game.of("m1", "tennis");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    @Test
    void aWriterOfAnotherStorageOnTheSameFolderIsRefused() {
        try (FileGameStorage first = FileGameStorage.open(root);
                FileGameStorage second = FileGameStorage.open(root);
                RecordingWriter writer = first.create(GAME)) {
            writer.append(event(1, "a", "1"));
            assertThatThrownBy(() -> second.append("m1")).isInstanceOf(RecordingLockedException.class);
            assertThatThrownBy(() -> second.delete("m1")).isInstanceOf(RecordingLockedException.class);
            assertThatThrownBy(() -> second.create(GAME)).isInstanceOf(GameExistsException.class);
            try (Recording recording = second.open("m1")) {
                assertThat(recording.extent().size()).isOne();
            }
        }
    }

    @Test
    void aWriterOfAnotherProcessIsRefusedAndItsDeathFreesTheLock() throws Exception {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherProcess.class.getName(),
                        root.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = new BufferedReader(new InputStreamReader(other.getInputStream(), UTF_8));
                FileGameStorage storage = FileGameStorage.open(root)) {
            assertThat(out.readLine()).isEqualTo("writing");
            // Other recordings are free, and closing their writers doesn't free the one that is taken.
            storage.create(Game.of("m2", "tennis")).close();
            assertThatThrownBy(() -> storage.append("m1")).isInstanceOf(RecordingLockedException.class);
            assertThatThrownBy(() -> storage.delete("m1")).isInstanceOf(RecordingLockedException.class);

            other.destroyForcibly().waitFor();
            try (RecordingWriter writer = storage.append("m1")) {
                assertThat(writer.append(event(2, "b", "2")))
                        .as("what was acknowledged is there")
                        .isOne();
            }
        } finally {
            other.destroyForcibly();
        }
    }

    /** Appends one event and holds the writer until it is killed. */
    static final class OtherProcess {
        private OtherProcess() {}

        public static void main(String[] args) throws IOException {
            RecordingWriter writer = FileGameStorage.open(Path.of(args[0])).create(GAME);
            writer.append(event(1, "a", "1"));
            System.out.println("writing");
            // Nothing is ever written to it.
            int end = System.in.read();
            throw new IllegalStateException("the test went away: " + end);
        }
    }

    @Test
    void aFailedWriteStopsTheWriterAndLosesNothingThatWasAcknowledged() throws IOException {
        RecordingFiles.record(root, "m1", event(1, "a", "1"));
        Path path = file(root, "m1");
        DataFile readable = DataFile.openToRead(Disk.SYSTEM, path);
        DataFile writable = DataFile.openToWrite(Disk.SYSTEM, path);
        Tape tape = RecordingFiles.tape(root, readable);
        RecordingWriter writer = FileRecordingWriter.open(tape, writable, SyncLevel.DISK, () -> {});
        writer.append(event(2, "b", "2"));
        writable.close();

        assertThatThrownBy(() -> writer.append(event(3, "c", "3")))
                .isInstanceOf(StorageUnavailableException.class)
                .hasMessageContaining("m1.jsonl");
        assertThatThrownBy(() -> writer.append(event(3, "c", "3")))
                .isInstanceOf(StorageUnavailableException.class)
                .hasMessageContaining("failed before");
        assertThatThrownBy(writer::end).isInstanceOf(StorageUnavailableException.class);
        assertThat(tape.extent().size()).isEqualTo(2);
        writer.close();
        readable.close();
        assertThat(readAll(root)).extracting(GameEvent::kind).containsExactly("a", "b");
    }

    @Test
    void aThreadThatIsInterruptedStillReadsAndWritesAndStaysInterrupted() {
        Thread.currentThread().interrupt();
        try (FileGameStorage storage = FileGameStorage.open(root);
                RecordingWriter writer = storage.create(GAME);
                Recording recording = storage.open("m1")) {
            assertThatThrownBy(() -> storage.append("m1")).isInstanceOf(RecordingLockedException.class);
            writer.append(event(1, "a", "1"));
            assertThat(recording.read(0, 1)).hasSize(1);
            assertThat(recording.indexAt(0)).isZero();
            writer.end();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(recording.extent().ended()).isTrue();
        }
    }

    @Test
    void readersOfTheSameRecordingSurviveTheInterruptsOfOneOfThem() throws Exception {
        RecordingFiles.record(root, "m1", event(1, "a", "1"), event(2, "b", "2"));
        try (FileGameStorage storage = FileGameStorage.open(root);
                Recording recording = storage.open("m1")) {
            AtomicReference<Throwable> failure = new AtomicReference<>();
            AtomicBoolean done = new AtomicBoolean();
            Thread reader = new Thread(() -> {
                try {
                    while (!done.get()) {
                        assertThat(recording.read(0, 2)).hasSize(2);
                    }
                } catch (RuntimeException | AssertionError e) {
                    failure.set(e);
                }
            });
            reader.start();
            for (int i = 0; i < 2_000 && failure.get() == null; i++) {
                reader.interrupt();
                assertThat(recording.read(1, 1)).hasSize(1);
            }
            done.set(true);
            reader.join();
            assertThat(failure.get()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void bothSyncLevelsRecord(SyncLevel level) {
        try (FileGameStorage storage = FileGameStorage.builder(root).sync(level).build()) {
            try (RecordingWriter writer = storage.create(GAME)) {
                writer.append(event(1, "a", "1"));
            }
            assertThat(storage.delete("m1")).isTrue();
        }
    }

    @Test
    void metadataThatIsTooLargeForALineIsRefused() {
        Game game = Game.builder("m1", "tennis")
                .details(Map.of("long", "x".repeat(LineReader.MAX_LINE_BYTES)))
                .build();
        try (FileGameStorage storage = FileGameStorage.open(root)) {
            assertThatThrownBy(() -> storage.create(game))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("m1");
            assertThat(storage.list()).isEmpty();
        }
        assertThat(Files.exists(file(root, "m1"))).isFalse();
    }
}
