package dev.rallycast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.GameEvent;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.Recording.Extent;
import dev.rallycast.spi.RecordingWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Recordings that are read while they grow. */
abstract class StorageGrowthContract extends StorageReadingContract {
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
}
