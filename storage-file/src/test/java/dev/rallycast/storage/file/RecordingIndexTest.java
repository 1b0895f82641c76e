package dev.rallycast.storage.file;

import static dev.rallycast.storage.file.ChecksummedLines.ended;
import static dev.rallycast.storage.file.ChecksummedLines.event;
import static dev.rallycast.storage.file.ChecksummedLines.growing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.GameEvent;
import dev.rallycast.spi.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The sidecar index of a recording's file, and its events. */
class RecordingIndexTest {
    private static final int MANY = 20_000;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    private RecordingFile write(List<String> lines) throws IOException {
        // Not a name that a storage would give.
        Path path = root.resolve("Some Copy.jsonl");
        Files.writeString(path, String.join("", lines));
        return RecordingFile.at(path);
    }

    private Path index() {
        return root.resolve("Some Copy.idx");
    }

    @ParameterizedTest
    @EnumSource
    void infoTellsTheSameWithAndWithoutAnIndex(IndexDensity density) throws IOException {
        RecordingFile file = write(ended(MANY));

        RecordingInfo before = file.info();
        assertThat(before.index()).isEqualTo(IndexState.MISSING);
        assertThat(before.events()).isEqualTo(MANY);
        List<Long> done = new ArrayList<>();
        assertThat(file.index(density, (bytes, total, events) -> done.add(bytes)))
                .isEqualTo(IndexState.VALID);
        assertThat(done).isSorted().endsWith(before.textBytes());
        RecordingInfo after = file.info();

        assertThat(after.index()).isEqualTo(IndexState.VALID);
        assertThat(after).usingRecursiveComparison().ignoringFields("index").isEqualTo(before);
    }

    @Test
    void whatWasAddedBehindTheIndexCounts() throws IOException {
        RecordingFile file = write(growing(MANY));
        file.index(IndexDensity.SPARSE, RecordingProgress.NONE);
        Files.writeString(file.path(), event(MANY) + "{\"t\":", StandardOpenOption.APPEND);

        RecordingInfo info = file.info();

        assertThat(info.index()).isEqualTo(IndexState.VALID);
        assertThat(info.events()).isEqualTo(MANY + 1);
        assertThat(info.durationNanos()).isEqualTo(MANY * RecordingFiles.SECOND + RecordingFiles.SECOND / 2);
        assertThat(info.tornBytes()).isEqualTo(5);
    }

    @Test
    void anIndexOfAnotherContentIsStale() throws IOException {
        write(ended(MANY)).index(IndexDensity.SPARSE, RecordingProgress.NONE);
        List<String> other = growing(MANY);
        other.remove(1);

        assertThat(write(other).info().index()).isEqualTo(IndexState.STALE);
    }

    @Test
    void aShortRecordingNeedsNone() throws IOException {
        RecordingFile file = write(ended(3));

        assertThat(file.index(IndexDensity.SPARSE, RecordingProgress.NONE)).isEqualTo(IndexState.NOT_NEEDED);
        assertThat(index()).doesNotExist();
    }

    @Test
    void aDamagedRecordingGetsNone() throws IOException {
        List<String> lines = ended(MANY);
        lines.set(500, "x\n");
        RecordingFile file = write(lines);

        assertThatThrownBy(() -> file.index(IndexDensity.SPARSE, RecordingProgress.NONE))
                .isInstanceOf(CorruptRecordingException.class)
                .hasMessageContaining("line 501 (byte ");
        assertThat(index()).doesNotExist();
    }

    @Test
    void aFileOfAnyNameIsOpened() throws IOException {
        try (Recording recording = write(ended(3)).open()) {
            assertThat(recording.game().id()).isEqualTo("m1");
            assertThat(recording.incarnation()).isEqualTo("i1");
            assertThat(recording.extent()).isEqualTo(new Recording.Extent(3, true));
            assertThat(recording.indexAt(RecordingFiles.SECOND)).isOne();
            assertThat(recording.read(1, 5)).extracting(GameEvent::index).containsExactly(1L, 2L);
        }
    }

    @Test
    void aPeriodMustBePositive() throws IOException {
        RecordingFile file = write(ended(3));
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
        try {
            assertThatThrownBy(() -> file.follow(executor, Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("PT0S");
        } finally {
            executor.shutdownNow();
        }
    }
}
