package dev.rallycast.storage.file;

import static dev.rallycast.storage.file.RecordingFiles.HEADER;
import static dev.rallycast.storage.file.RecordingFiles.SECOND;
import static dev.rallycast.storage.file.RecordingFiles.event;
import static dev.rallycast.storage.file.RecordingFiles.file;
import static dev.rallycast.storage.file.RecordingFiles.write;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.Recording.Extent;
import dev.rallycast.spi.RecordingWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two storages on one folder stand for two processes; one test has a second process indeed. */
class FollowTest {
    private static final Game GAME = Game.of("m1", "tennis");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    private final ManualExecutor executor = new ManualExecutor();
    private final List<Extent> heard = new ArrayList<>();

    // Set before each test.
    @SuppressWarnings("NullAway.Init")
    private FileGameStorage theirs;

    @SuppressWarnings("NullAway.Init")
    private FileGameStorage ours;

    @BeforeEach
    void openStorages() {
        theirs = FileGameStorage.open(root);
        ours = FileGameStorage.builder(root)
                .follow(executor, ManualExecutor.PERIOD)
                .build();
    }

    @AfterEach
    void closeStorages() {
        theirs.close();
        ours.close();
    }

    @Test
    void whatOneAppendsTheOtherSeesAfterAPeriod() {
        try (RecordingWriter writer = theirs.create(GAME);
                Recording recording = openAndListen()) {
            writer.append(event(1, "a", "1"));
            writer.append(List.of(event(2, "b", "2"), event(3, "c", "3")));
            assertThat(recording.extent()).isEqualTo(new Extent(0, false));
            executor.pass();

            assertThat(heard).containsExactly(new Extent(3, false));
            assertThat(recording.read(0, 9)).extracting(GameEvent::kind).containsExactly("a", "b", "c");
            assertThat(recording.indexAt(2 * SECOND)).isOne();
            executor.pass();
            assertThat(heard).hasSize(1);
        }
    }

    @Test
    void theEndMarkIsSeenAlone() {
        try (RecordingWriter writer = theirs.create(GAME);
                Recording recording = openAndListen()) {
            writer.append(event(1, "a", "1"));
            executor.pass();
            writer.end();
            executor.pass();
            executor.pass();

            assertThat(heard).containsExactly(new Extent(1, false), new Extent(1, true));
            assertThat(recording.extent()).isEqualTo(new Extent(1, true));
        }
    }

    @Test
    void allReadersOfAllRecordingsSeeWhatIsAppended() {
        try (RecordingWriter first = theirs.create(GAME);
                RecordingWriter second = theirs.create(Game.of("m2", "tennis"));
                Recording one = ours.open("m1");
                Recording again = ours.open("m1");
                Recording other = ours.open("m2")) {
            first.append(event(1, "a", "1"));
            second.append(List.of(event(1, "b", "1"), event(2, "c", "2")));
            executor.pass();

            assertThat(List.of(one, again, other))
                    .extracting(Recording::extent)
                    .containsExactly(new Extent(1, false), new Extent(1, false), new Extent(2, false));
        }
    }

    @Test
    void whatAStorageAppendsItselfIsToldOnce() {
        try (RecordingWriter writer = ours.create(GAME);
                Recording recording = openAndListen()) {
            writer.append(event(1, "a", "1"));
            executor.pass();

            assertThat(heard).containsExactly(new Extent(1, false));
            assertThat(recording.extent().size()).isOne();
        }
    }

    @Test
    void writersOfTwoProcessesTakeTurns() {
        theirs.create(GAME).close();
        try (Recording recording = openAndListen()) {
            for (int i = 0; i < 6; i++) {
                try (RecordingWriter writer = (i % 2 == 0 ? theirs : ours).append("m1")) {
                    assertThat(writer.append(event(i, "k" + i, "1"))).isEqualTo(i);
                }
                executor.pass();
                assertThat(recording.extent()).isEqualTo(new Extent(i + 1, false));
            }
            assertThat(heard).hasSize(6);
            assertThat(recording.read(0, 9))
                    .extracting(GameEvent::kind)
                    .containsExactly("k0", "k1", "k2", "k3", "k4", "k5");
        }
    }

    @Test
    void aWriteUnderWayIsSeenWhenItIsComplete() throws IOException {
        byte[] more = recordTwo();
        int half = more.length / 2;
        try (Recording recording = openAndListen()) {
            for (int at = 0; at < more.length - 1; at++) {
                append(Arrays.copyOfRange(more, at, at + 1));
                if (at == 0 || at == half || at == more.length - 2) {
                    executor.pass();
                }
            }
            assertThat(heard).isEmpty();
            assertThat(recording.extent()).isEqualTo(new Extent(1, false));
            append(new byte[] {'\n'});
            executor.pass();

            assertThat(heard).containsExactly(new Extent(2, false));
            assertThat(recording.read(1, 1)).extracting(GameEvent::kind).containsExactly("b");
        }
    }

    @Test
    void aTornWriteThatAnotherWriterCutsIsNeverSeen() throws IOException {
        byte[] more = recordTwo();
        try (Recording recording = openAndListen()) {
            append(Arrays.copyOf(more, more.length - 5));
            executor.pass();
            try (RecordingWriter writer = theirs.append("m1")) {
                executor.pass();
                writer.append(event(5, "c", "\"another\""));
                executor.pass();
            }
            assertThat(heard).containsExactly(new Extent(2, false));
            assertThat(recording.read(0, 9)).extracting(GameEvent::kind).containsExactly("a", "c");
        }
    }

    @Test
    void aListenerThatThrowsHarmsNeitherOthersNorTheNextPeriod() {
        try (RecordingWriter writer = theirs.create(GAME);
                Recording recording = ours.open("m1");
                Recording second = openAndListen()) {
            AtomicInteger thrown = new AtomicInteger();
            recording.onGrowth(() -> {
                thrown.incrementAndGet();
                throw new IllegalStateException("thrown on purpose");
            });
            for (int i = 0; i < 2; i++) {
                writer.append(event(i, "a", "1"));
                executor.pass();
            }

            assertThat(thrown).hasValue(2);
            assertThat(heard).containsExactly(new Extent(1, false), new Extent(2, false));
            assertThat(second.read(0, 9)).hasSize(2);
        }
    }

    @Test
    void aClosedStorageStopsLookingAndLeavesTheExecutorAlone() {
        assertThat(executor.scheduled()).isOne();
        try (RecordingWriter writer = theirs.create(GAME);
                Recording recording = openAndListen()) {
            ours.close();
            assertThat(executor.scheduled()).isZero();
            assertThat(executor.isShutdown()).isFalse();
            writer.append(event(1, "a", "1"));
            executor.pass();

            assertThat(heard).isEmpty();
            assertThat(recording.extent()).isEqualTo(new Extent(0, false));
        }
    }

    @Test
    void aClosedRecordingHearsNothing() {
        try (RecordingWriter writer = theirs.create(GAME)) {
            openAndListen().close();
            writer.append(event(1, "a", "1"));
            executor.pass();
        }

        assertThat(heard).isEmpty();
    }

    @Test
    void aPeriodIsAboveZero() {
        FileGameStorage.Builder builder = FileGameStorage.builder(root);

        assertThatIllegalArgumentException().isThrownBy(() -> builder.follow(executor, Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.follow(executor, Duration.ofNanos(-1)))
                .withMessageContaining("PT-0.000000001S");
    }

    @Test
    void whatIsGoodStaysReadableWhenDamageIsAppended() throws IOException {
        write(root, HEADER + line(1, "a"));
        theirs.create(Game.of("m2", "tennis")).close();
        try (Recording recording = openAndListen();
                Recording other = ours.open("m2")) {
            append("{\"kind\":\"b\",\"da\n".getBytes(UTF_8));
            for (int i = 0; i < 3; i++) {
                executor.pass();
            }
            assertThat(heard).isEmpty();
            assertThat(recording.extent()).isEqualTo(new Extent(1, false));
            assertThat(recording.read(0, 9)).extracting(GameEvent::kind).containsExactly("a");
            assertThatThrownBy(() -> ours.open("m1"))
                    .isInstanceOf(CorruptRecordingException.class)
                    .hasMessageContaining("m1.jsonl, line 3 (byte ");

            try (RecordingWriter writer = theirs.append("m2")) {
                writer.append(event(1, "c", "1"));
            }
            executor.pass();
            assertThat(other.extent()).as("another recording").isEqualTo(new Extent(1, false));
        }
    }

    @Test
    void damageWithinAnEventIsAnErrorOnlyWhereItIsRead() throws IOException {
        write(root, HEADER + line(1, "a"));
        try (Recording recording = openAndListen()) {
            append(("{\"t\":2,\"kind\":\"b\",\"data\":[}\n" + line(3, "c")).getBytes(UTF_8));
            executor.pass();

            assertThat(heard).containsExactly(new Extent(3, false));
            assertThat(recording.read(2, 1)).extracting(GameEvent::kind).containsExactly("c");
            assertThatThrownBy(() -> recording.read(1, 1))
                    .isInstanceOf(CorruptRecordingException.class)
                    .hasMessageContaining("m1.jsonl, line 3 (byte ");
        }
    }

    @Test
    void aRecordingThatIsDeletedAndMadeAnewIsAnother() {
        try (RecordingWriter writer = theirs.create(GAME)) {
            writer.append(event(1, "old", "1"));
        }
        try (Recording old = openAndListen()) {
            assertThat(theirs.delete("m1")).isTrue();
            executor.pass();
            try (RecordingWriter writer = theirs.create(GAME)) {
                writer.append(List.of(event(1, "new", "1"), event(2, "new", "2")));
                executor.pass();
                assertThat(heard).isEmpty();
                assertThat(old.extent()).isEqualTo(new Extent(1, false));
                try (Recording fresh = ours.open("m1")) {
                    assertThat(fresh.incarnation()).isNotEqualTo(old.incarnation());
                    writer.append(event(3, "new", "3"));
                    executor.pass();
                    assertThat(fresh.extent()).isEqualTo(new Extent(3, false));
                    assertThat(fresh.read(0, 9)).extracting(GameEvent::kind).containsOnly("new");
                    assertThat(old.read(0, 9)).extracting(GameEvent::kind).containsExactly("old");
                    assertThat(heard).isEmpty();
                }
            }
        }
    }

    @Test
    void whatAnotherProcessAppendsIsSeen() throws Exception {
        int events = 500;
        theirs.create(GAME).close();
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
        CountDownLatch ended = new CountDownLatch(1);
        Process process = null;
        try (FileGameStorage storage = FileGameStorage.builder(root)
                        .follow(thread, Duration.ofMillis(5))
                        .build();
                Recording recording = storage.open("m1")) {
            List<Long> sizes = new ArrayList<>();
            recording.onGrowth(() -> {
                Extent extent = recording.extent();
                sizes.add(extent.size());
                if (extent.ended()) {
                    ended.countDown();
                }
            });
            process = AppendingProgram.start(root, "m1", events);

            assertThat(ended.await(120, TimeUnit.SECONDS))
                    .as("the end mark was seen, the extent is %s", recording.extent())
                    .isTrue();
            assertThat(sizes).isSorted();
            assertThat(recording.extent()).isEqualTo(new Extent(events, true));
            List<GameEvent> read = recording.read(0, events);
            for (int i = 0; i < events; i++) {
                assertThat(read.get(i)).isEqualTo(AppendingProgram.event(i));
            }
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            thread.shutdownNow();
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }

    /** Opens game m1 here and notes what its listener hears. */
    private Recording openAndListen() {
        Recording recording = ours.open("m1");
        recording.onGrowth(() -> heard.add(recording.extent()));
        return recording;
    }

    /** Records two events, cuts off the second one, and gives its line. */
    private byte[] recordTwo() throws IOException {
        try (RecordingWriter writer = theirs.create(GAME)) {
            writer.append(event(1, "a", "1"));
        }
        int start = Math.toIntExact(Files.size(file(root, "m1")));
        try (RecordingWriter writer = theirs.append("m1")) {
            writer.append(event(2, "b", "{\"text\":\"é🎾\"}"));
        }
        byte[] whole = Files.readAllBytes(file(root, "m1"));
        Files.write(file(root, "m1"), Arrays.copyOf(whole, start));
        return Arrays.copyOfRange(whole, start, whole.length);
    }

    private void append(byte[] bytes) throws IOException {
        Files.write(file(root, "m1"), bytes, StandardOpenOption.APPEND);
    }

    private static String line(int seconds, String kind) {
        return "{\"t\":" + seconds + ",\"kind\":\"" + kind + "\",\"data\":1}\n";
    }
}
