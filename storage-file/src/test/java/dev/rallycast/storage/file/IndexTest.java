package dev.rallycast.storage.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An index against plain arrays of all events, on the heap, from a file, and with a part of each. */
class IndexTest {
    private static final long START = 100;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    private enum Shape {
        SHORT_LINES,
        MIXED_LINES,
        HUGE_LINES,
        TIMES_GO_BACK,
        EQUAL_TIMES
    }

    /** Every event, looked up the slow way. */
    private static final class Model {
        final long[] offsets;
        final int[] lengths;
        final long[] recorded;
        final long[] counted;

        Model(Random random, int events, Shape shape) {
            offsets = new long[events + 1];
            lengths = new int[events];
            recorded = new long[events];
            counted = new long[events];
            offsets[0] = START;
            long clock = random.nextInt(3) * 1000L;
            for (int i = 0; i < events; i++) {
                lengths[i] = switch (shape) {
                    case HUGE_LINES -> 1 + random.nextInt(1 << 20);
                    case MIXED_LINES -> random.nextInt(20) == 0 ? 1 + random.nextInt(70_000) : 45 + random.nextInt(300);
                    default -> 45 + random.nextInt(100);
                };
                offsets[i + 1] = offsets[i] + lengths[i];
                clock = switch (shape) {
                    case TIMES_GO_BACK -> Math.max(0, clock + random.nextInt(5000) * 1000L - 2_000_000);
                    case EQUAL_TIMES -> clock + (random.nextInt(40) == 0 ? 1000 : 0);
                    default ->
                        clock + (random.nextInt(50) == 0 ? random.nextLong(1L << 50) / 1000 * 1000 / events : 1000);
                };
                recorded[i] = clock;
                counted[i] = i == 0 ? clock : Math.max(counted[i - 1], clock);
            }
        }

        int size() {
            return lengths.length;
        }

        long indexAt(long timeNanos) {
            int at = 0;
            while (at < size() && counted[at] < timeNanos) {
                at++;
            }
            return at;
        }

        /** The time of an event as a reader that begins at a place finds it. */
        long timeFrom(Cursor place, int index) {
            long time = place.maxTimeNanos();
            for (int i = (int) place.index(); i <= index; i++) {
                time = Math.max(time, recorded[i]);
            }
            return time;
        }
    }

    @ParameterizedTest
    @EnumSource(IndexDensity.class)
    void everyPlaceThatItTellsIsOneFromWhichTheEventIsFound(IndexDensity density) throws IOException {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            Shape shape = Shape.values()[random.nextInt(Shape.values().length)];
            Model model = new Model(random, 1 + random.nextInt(5000), shape);
            String label = density + ", seed " + seed + ", " + shape;

            check(label + ", heap", Index.empty(density, new Cursor(0, START, -1)), 0, model, density, random);
            int inFile = random.nextInt(model.size() + 1);
            Index half = Index.of(file(density, model, inFile, false));
            check(label + ", a part in a file", half, (int) half.end().index(), model, density, random);
            Index whole = Index.of(file(density, model, model.size(), true));
            check(label + ", a file", whole, model.size(), model, density, random);
        }
    }

    @Test
    void aSearchLooksAtAsManyEntriesAsAWholePageDirectoryHasDoublings() {
        for (int pages : new int[] {1, 2, 3, 255, 256, 257, 2_600, 100_000}) {
            int most = 0;
            for (int wanted = 0; wanted < pages; wanted += Math.max(1, pages / 1000)) {
                int last = wanted;
                AtomicInteger probes = new AtomicInteger();
                assertThat(IndexPage.last(pages, i -> {
                            probes.incrementAndGet();
                            return i <= last;
                        }))
                        .isEqualTo(wanted);
                most = Math.max(most, probes.get());
            }
            assertThat(most).as("%d pages", pages).isLessThanOrEqualTo(32 - Integer.numberOfLeadingZeros(pages - 1));
        }
    }

    private void check(String label, Index index, int from, Model model, IndexDensity density, Random random) {
        for (int i = from; i < model.size(); i++) {
            index.tail().add(model.lengths[i], model.recorded[i]);
        }
        assertThat(index.end())
                .as(label)
                .isEqualTo(new Cursor(model.size(), model.offsets[model.size()], model.counted[model.size() - 1]));
        for (int round = 0; round < 200; round++) {
            int wanted = random.nextInt(model.size());
            Cursor place = index.atOrBefore(wanted);
            assertThat(place.index()).as("%s, event %d", label, wanted).isBetween(0L, (long) wanted);
            assertThat(place.offset()).as(label).isEqualTo(model.offsets[(int) place.index()]);
            assertThat(model.timeFrom(place, wanted))
                    .as("%s, event %d", label, wanted)
                    .isEqualTo(model.counted[wanted]);
            if (density == IndexDensity.SPARSE && place.index() < wanted) {
                assertThat(model.offsets[wanted + 1] - place.offset())
                        .as("%s, event %d: a seek reads a block", label, wanted)
                        .isLessThanOrEqualTo(SparsePages.BLOCK_BYTES);
            }
            if (density == IndexDensity.DENSE && model.recorded[wanted] == model.counted[wanted]) {
                assertThat(wanted - place.index())
                        .as("%s, event %d", label, wanted)
                        .isLessThan(64);
            }
            long after = index.offsetAtOrAfter(wanted);
            assertThat(Arrays.binarySearch(model.offsets, after)).as(label).isGreaterThanOrEqualTo(wanted);

            long time = random.nextBoolean()
                    ? model.counted[wanted]
                    : model.counted[wanted] + random.nextLong(2_000_000) - 1_000_000;
            long expected = model.indexAt(time);
            Cursor before = index.beforeTime(time);
            assertThat(before.index()).as("%s, time %d", label, time).isLessThanOrEqualTo(expected);
            assertThat(before.offset()).as(label).isEqualTo(model.offsets[(int) before.index()]);
            if (expected < model.size()) {
                assertThat(model.timeFrom(before, (int) expected)).as(label).isEqualTo(model.counted[(int) expected]);
            }
        }
    }

    /** The index file of the first events of a model, as it is read back. */
    private IndexFile file(IndexDensity density, Model model, int events, boolean ended) throws IOException {
        long end = model.offsets[events];
        byte[] text = new byte[(int) Math.min(end, 20_000)];
        Arrays.fill(text, (byte) 'x');
        Path path = root.resolve("text");
        Files.write(path, text);
        TextSource source = new Padded(DataFile.openToRead(Disk.SYSTEM, path), end);
        Path target = root.resolve("index");
        try (IndexFileWriter writer = IndexFileWriter.create(Disk.SYSTEM, target)) {
            IndexTail tail = new IndexTail(density, new Cursor(0, START, -1));
            for (int i = 0; i < events; i++) {
                tail.add(model.lengths[i], model.recorded[i]);
            }
            for (ByteBuffer page : tail.copyPages()) {
                writer.add(page);
            }
            writer.finish(
                    IndexFileHead.of(source, RecordedLines.CHECKSUMMED, density, writer.pages(), tail.end(), ended, 0));
        }
        IndexFile file = IndexFile.open(Disk.SYSTEM, target, source, RecordedLines.CHECKSUMMED);
        source.close();
        return file.ended() || file.pages() == 0 ? file : file.withoutLastPage();
    }

    /** A text that is longer than its file, which only an index of made-up events needs. */
    private record Padded(TextSource text, long size) implements TextSource {
        @Override
        public Path path() {
            return text.path();
        }

        @Override
        public int read(byte[] target, int offset, int length, long position) {
            byte[] made = ("at " + position).getBytes(UTF_8);
            int count = Math.min(length, made.length);
            System.arraycopy(made, 0, target, offset, count);
            return count;
        }

        @Override
        public boolean isSameAs(TextSource other) {
            return false;
        }

        @Override
        public void close() throws IOException {
            text.close();
        }
    }
}
