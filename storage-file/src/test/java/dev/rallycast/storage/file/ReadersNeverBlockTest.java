package dev.rallycast.storage.file;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.Recording.Extent;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.storage.file.FaultyDisk.Call;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A writer that waits for the disk holds up no reader, and a reader that does holds up no writer. */
@Timeout(value = 2, unit = MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReadersNeverBlockTest {
    private static final Game GAME = Game.of("m1", "tennis");
    private static final SampleEvents EVENTS = new SampleEvents(3);
    private static final int BEFORE = 500;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    private final FaultyDisk disk = FaultyDisk.sound();
    private final ExecutorService other = Executors.newSingleThreadExecutor();
    private final CountDownLatch stuck = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void stop() {
        release.countDown();
        other.shutdown();
    }

    @ParameterizedTest
    @EnumSource(
            value = Call.class,
            names = {"WRITE", "FORCE"})
    void readersReadOnWhileTheWriterWaitsForTheDisk(Call call) throws Exception {
        try (FileGameStorage storage = FileGameStorage.builder(root).disk(disk).build();
                RecordingWriter writer = storage.create(GAME);
                Recording reader = storage.open("m1")) {
            writer.append(EVENTS.drafts(0, BEFORE));
            disk.before(next -> {
                if (next == call) {
                    stick();
                }
            });
            Future<Long> append = other.submit(() -> writer.append(EVENTS.drafts(BEFORE, BEFORE + 10)));
            stuck.await();

            requireAll(reader, BEFORE);
            try (Recording late = storage.open("m1");
                    FileGameStorage elsewhere = FileGameStorage.open(root);
                    Stream<Game> games = storage.list()) {
                requireAll(late, BEFORE);
                assertThat(storage.find("m1")).contains(GAME);
                assertThat(games).containsExactly(GAME);
                try (Recording recording = elsewhere.open("m1")) {
                    // It may see more: what is written but not on the disk yet.
                    assertThat(recording.extent().size()).isBetween((long) BEFORE, BEFORE + 10L);
                }
            }
            assertThat(append.isDone()).as("the writer waits").isFalse();

            release.countDown();
            assertThat(append.get()).isEqualTo(BEFORE);
            requireAll(reader, BEFORE + 10);
        }
    }

    @Test
    void theWriterGoesOnWhileAReaderWaitsForTheDisk() throws Exception {
        try (FileGameStorage storage = FileGameStorage.builder(root).disk(disk).build();
                RecordingWriter writer = storage.create(GAME);
                Recording reader = storage.open("m1")) {
            writer.append(EVENTS.drafts(0, BEFORE));
            Thread test = Thread.currentThread();
            disk.beforeRead(() -> {
                if (!Thread.currentThread().equals(test)) {
                    stick();
                }
            });
            Future<List<GameEvent>> read = other.submit(() -> reader.read(0, 10));
            requireTheWriterGoesOn(storage, writer, read);
            release.countDown();
            assertThat(read.get()).isNotEmpty().allMatch(EVENTS::isOwn);
        }
    }

    @Test
    void theWriterGoesOnWhileAReaderThatSeeksWaitsForTheDisk() throws Exception {
        try (FileGameStorage storage = FileGameStorage.builder(root).disk(disk).build();
                RecordingWriter writer = storage.create(GAME);
                Recording reader = storage.open("m1")) {
            writer.append(EVENTS.drafts(0, BEFORE));
            Thread test = Thread.currentThread();
            disk.beforeRead(() -> {
                if (!Thread.currentThread().equals(test)) {
                    stick();
                }
            });
            Future<Long> index = other.submit(() -> reader.indexAt(BEFORE / 2 * RecordingFiles.SECOND));
            requireTheWriterGoesOn(storage, writer, index);
            release.countDown();
            assertThat(index.get()).isBetween(BEFORE / 2L - 1, BEFORE / 2L + 1);
        }
    }

    @Test
    void theWriterGoesOnWhileAReaderThatOpensWaitsForTheDisk() throws Exception {
        try (FileGameStorage storage = FileGameStorage.builder(root).disk(disk).build();
                RecordingWriter writer = storage.create(GAME)) {
            writer.append(EVENTS.drafts(0, BEFORE));
            Thread test = Thread.currentThread();
            disk.beforeRead(() -> {
                if (!Thread.currentThread().equals(test)) {
                    stick();
                }
            });
            Future<Long> size = other.submit(() -> {
                try (Recording late = storage.open("m1")) {
                    return late.extent().size();
                }
            });
            requireTheWriterGoesOn(storage, writer, size);
            release.countDown();
            assertThat(size.get()).isEqualTo(BEFORE + 10L);
        }
    }

    private void requireTheWriterGoesOn(FileGameStorage storage, RecordingWriter writer, Future<?> reading)
            throws InterruptedException {
        stuck.await();
        assertThat(writer.append(EVENTS.drafts(BEFORE, BEFORE + 10))).isEqualTo(BEFORE);
        writer.end();
        try (Recording recording = storage.open("m1")) {
            assertThat(recording.extent()).isEqualTo(new Extent(BEFORE + 10, true));
            requireAll(recording, BEFORE + 10);
        }
        assertThat(reading.isDone()).as("the reader waits").isFalse();
    }

    private static void requireAll(Recording recording, int size) {
        assertThat(recording.extent().size()).isEqualTo(size);
        long at = 0;
        while (at < size) {
            List<GameEvent> events = recording.read(at, size);
            assertThat(events).isNotEmpty().allMatch(EVENTS::isOwn);
            at += events.size();
        }
        assertThat(recording.indexAt((size - 1) * RecordingFiles.SECOND)).isBetween(size - 2L, (long) size);
    }

    private void stick() {
        stuck.countDown();
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("the test was stopped", e);
        }
    }
}
