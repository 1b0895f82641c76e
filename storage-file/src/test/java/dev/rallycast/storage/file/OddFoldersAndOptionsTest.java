package dev.rallycast.storage.file;

import static dev.rallycast.storage.file.RecordingFiles.HEADER;
import static dev.rallycast.storage.file.RecordingFiles.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.spi.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is odd in a folder or in an option makes no other failure than the documented ones. */
class OddFoldersAndOptionsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    @Test
    void aPlainFileWhoseNameNoGameIdGivesIsLeftOutOfTheList() throws IOException {
        RecordingFiles.write(root, "{\"time\":1}\n");
        Files.writeString(root.resolve("%0a.jsonl"), "{\"time\":1}\n");
        try (FileGameStorage storage = FileGameStorage.builder(root)
                        .plain(PlainLines.timeField("time"))
                        .build();
                Stream<Game> games = storage.list()) {
            assertThat(games.map(Game::id)).containsExactly("m1");
        }
    }

    @Test
    void aPeriodMayBeAsLongAsADurationCan() {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
        try {
            FileGameStorage.builder(root)
                    .follow(executor, Duration.ofSeconds(Long.MAX_VALUE))
                    .build()
                    .close();
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void aLongFileThatIsNoRecordingIsNotReadToItsEnd() throws IOException {
        byte[] noLine = new byte[3 * LineReader.MAX_LINE_BYTES];
        Files.write(file(root, "m1"), noLine);
        try (CountingSource text = new CountingSource(DataFile.openToRead(Disk.SYSTEM, file(root, "m1")))) {
            assertThatThrownBy(() -> Header.read(text)).isInstanceOf(CorruptRecordingException.class);
            assertThat(text.bytes()).isLessThan(2L * LineReader.MAX_LINE_BYTES);
        }
    }

    @Test
    void oneReadOfManySmallEventsTakesBoundedMemory() throws IOException {
        RecordingFiles.write(root, HEADER + "{\"t\":0,\"kind\":\"a\",\"data\":1}\n".repeat(300_000));
        try (FileGameStorage storage = FileGameStorage.open(root);
                Recording recording = storage.open("m1")) {
            List<GameEvent> events = recording.read(0, Integer.MAX_VALUE);
            assertThat(events).hasSizeLessThan(200_000);
        }
    }

    @Test
    void aNumberThatNothingCanHoldIsDamage() throws IOException {
        for (String number : List.of("1e999999999", "1e-999999999", "1e99999999999999", "-1e2147483648")) {
            RecordingFiles.write(root, HEADER + "{\"t\":" + number + " ,\"kind\":\"a\",\"data\":1}\n");
            try (FileGameStorage storage = FileGameStorage.open(root)) {
                storage.open("m1").close();
            } catch (CorruptRecordingException e) {
                assertThat(e).hasMessageContaining("line 2");
            }
        }
    }
}
