package dev.rallycast.storage.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipSourceTest {
    private static final int MEMBER_TEXT = 1000;
    private static final int MEMBERS = 30;

    private final byte[] text = GzipFiles.text(MEMBERS * MEMBER_TEXT, 2);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 100_000})
    void openingCostsOneReadOfTheTrailerWhateverTheLength(int members) throws IOException {
        byte[] bytes = GzipFiles.compressed(root, new byte[members], 1);
        CountingSource file = new CountingSource(GzipFiles.source(bytes));

        try (GzipSource source = new GzipSource(file)) {
            assertThat(source.size()).isEqualTo(members);
            assertThat(file.reads()).isOne();
            assertThat(file.bytes()).isEqualTo(GzipLayout.TRAILER_BYTES);
        }
    }

    @Test
    void aReadCostsOneOfTheTableAndOneOfTheMember() throws IOException {
        byte[] bytes = GzipFiles.compressed(root, text, MEMBER_TEXT);
        CountingSource file = new CountingSource(GzipFiles.source(bytes));
        try (GzipSource source = new GzipSource(file)) {
            int before = file.reads();
            long bytesBefore = file.bytes();
            assertThat(source.read(new byte[10], 0, 10, 15_000)).isEqualTo(10);
            assertThat(file.reads() - before).isEqualTo(2);
            assertThat(file.bytes() - bytesBefore).isLessThan(16 + MEMBER_TEXT);
        }
    }

    @Test
    void readingOnInflatesEachMemberOnce() throws IOException {
        byte[] bytes = GzipFiles.compressed(root, text, MEMBER_TEXT);
        CountingSource file = new CountingSource(GzipFiles.source(bytes));
        try (GzipSource source = new GzipSource(file)) {
            byte[] target = new byte[7];
            for (long position = 0; position < text.length; ) {
                position += source.read(target, 0, target.length, position);
            }
            assertThat(file.reads()).isEqualTo(1 + 2 * MEMBERS);
        }
    }

    @Test
    void theEightMembersUsedLastStayInflated() throws IOException {
        byte[] bytes = GzipFiles.compressed(root, text, MEMBER_TEXT);
        CountingSource file = new CountingSource(GzipFiles.source(bytes));
        try (GzipSource source = new GzipSource(file)) {
            for (int member : new int[] {0, 1, 2, 3, 4, 5, 6, 7, 0, 8}) {
                readOne(source, member);
            }
            int before = file.reads();
            for (int member : new int[] {0, 8, 2, 3, 4, 5, 6, 7}) {
                readOne(source, member);
            }
            assertThat(file.reads()).as("those that are kept").isEqualTo(before);
            readOne(source, 1);
            assertThat(file.reads()).as("the one used longest ago").isEqualTo(before + 2);
        }
    }

    @Test
    void manyThreadsReadTheSameText() throws Exception {
        Path path = GzipFiles.compress(root.resolve("m1.jsonl.gz"), text, MEMBER_TEXT);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (GzipSource source = GzipSource.open(Disk.SYSTEM, path)) {
            List<Future<?>> readers = new ArrayList<>();
            for (int seed = 0; seed < 8; seed++) {
                Random random = new Random(seed);
                String name = "seed " + seed;
                readers.add(threads.submit(() -> {
                    for (int i = 0; i < 1000; i++) {
                        assertRead(source, random.nextInt(text.length), name);
                    }
                    return name;
                }));
            }
            for (Future<?> reader : readers) {
                reader.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void threadsThatWantTheSameMemberInflateItOnce() throws Exception {
        byte[] bytes = GzipFiles.compressed(root, text, MEMBER_TEXT);
        CountingSource file = new CountingSource(GzipFiles.source(bytes));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (GzipSource source = new GzipSource(file)) {
            List<Future<?>> readers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                readers.add(threads.submit(() -> {
                    for (int position = 0; position < 8 * MEMBER_TEXT; position += 100) {
                        assertRead(source, position, "together");
                    }
                    return null;
                }));
            }
            for (Future<?> reader : readers) {
                reader.get();
            }
            assertThat(file.reads()).isEqualTo(1 + 2 * 8);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aThreadThatIsInterruptedReadsOnAndStaysInterrupted() throws IOException {
        Path path = GzipFiles.compress(root.resolve("m1.jsonl.gz"), text, MEMBER_TEXT);
        try (GzipSource source = GzipSource.open(Disk.SYSTEM, path)) {
            for (int position = 0; position < text.length; position += 500) {
                Thread.currentThread().interrupt();
                assertRead(source, position, "interrupted");
                assertThat(Thread.interrupted()).isTrue();
            }
        }
    }

    @Test
    void aClosedSourceReadsNothing() throws IOException {
        Path path = GzipFiles.compress(root.resolve("m1.jsonl.gz"), text, MEMBER_TEXT);
        GzipSource source = GzipSource.open(Disk.SYSTEM, path);
        readOne(source, 0);
        source.close();
        source.close();

        assertThatThrownBy(() -> readOne(source, 0)).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> readOne(source, 1)).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> source.read(new byte[1], 0, 1, text.length))
                .isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(source::size).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> source.verify()).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void badArgumentsAreRefused() throws IOException {
        Path path = GzipFiles.compress(root.resolve("m1.jsonl.gz"), text, MEMBER_TEXT);
        try (GzipSource source = GzipSource.open(Disk.SYSTEM, path)) {
            assertThatThrownBy(() -> source.read(new byte[1], 0, 1, -1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("-1");
            assertThatThrownBy(() -> source.read(new byte[1], 1, 1, 0)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(source.read(new byte[1], 0, 1, text.length)).isEqualTo(-1);
            assertThat(source.read(new byte[1], 0, 1, Long.MAX_VALUE)).isEqualTo(-1);
        }
    }

    @Test
    void aFileIsTheSameUnderItsNameUntilAnotherTakesIt() throws IOException {
        Path path = GzipFiles.compress(root.resolve("m1.jsonl.gz"), text, MEMBER_TEXT);
        try (GzipSource source = GzipSource.open(Disk.SYSTEM, path)) {
            try (GzipSource again = GzipSource.open(Disk.SYSTEM, path);
                    DataFile plain = DataFile.openToRead(Disk.SYSTEM, path)) {
                assertThat(source.isSameAs(again)).isTrue();
                assertThat(source.isSameAs(plain)).isFalse();
            }
            GzipFiles.compress(path, text, MEMBER_TEXT);
            try (GzipSource other = GzipSource.open(Disk.SYSTEM, path)) {
                boolean keys =
                        Files.readAttributes(path, BasicFileAttributes.class).fileKey() != null;
                assertThat(source.isSameAs(other)).isEqualTo(!keys);
            }
        }
    }

    @Test
    void aMissingFileAndALinkAreNoRecordings() throws IOException {
        Path path = GzipFiles.compress(root.resolve("m1.jsonl.gz"), text, MEMBER_TEXT);
        Path link = Files.createSymbolicLink(root.resolve("link.jsonl.gz"), path);

        assertThatThrownBy(() -> GzipSource.open(Disk.SYSTEM, root.resolve("m2.jsonl.gz")))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> GzipSource.open(Disk.SYSTEM, link)).isInstanceOf(NoSuchFileException.class);
    }

    private void readOne(GzipSource source, int member) throws IOException {
        assertThat(source.read(new byte[1], 0, 1, (long) member * MEMBER_TEXT)).isOne();
    }

    private void assertRead(GzipSource source, int position, String name) throws IOException {
        byte[] target = new byte[100];
        int count = source.read(target, 0, target.length, position);
        assertThat(count).as("%s, at %d", name, position).isPositive();
        assertThat(Arrays.copyOf(target, count))
                .as("%s, at %d", name, position)
                .isEqualTo(Arrays.copyOfRange(text, position, position + count));
    }
}
