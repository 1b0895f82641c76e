package dev.rallycast.storage.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.CorruptRecordingException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However a text is cut into pieces and whoever looks at them, the index is that of one who reads line by line. */
class LineScanTest {
    private static final Path PATH = Path.of("m1.jsonl");

    private static final int SEEDS = 400;
    private static final PlainForm PLAIN = new PlainForm(PlainLines.timeField("t"), BigDecimal.ZERO);
    private static final ExecutorService POOL = Executors.newFixedThreadPool(3);

    /** What became of a scan. */
    private record Outcome(List<ByteBuffer> pages, Cursor end, boolean ended, String failure) {}

    @AfterAll
    static void endThreads() {
        POOL.shutdownNow();
    }

    static IntStream seeds() {
        return IntStream.range(0, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void piecesGiveTheIndexOfAllLinesInOrder(int seed) throws IOException {
        Random random = new Random(seed);
        LineForm form = form(random);
        byte[] text = text(random, form);
        IndexDensity density = random.nextBoolean() ? IndexDensity.DENSE : IndexDensity.SPARSE;
        int limit = random.nextInt(4) == 0 ? random.nextInt(text.length + 1) : text.length;
        Pieces.Work work = new Pieces.Work(pieceBytes(random, text.length), executor(random), random.nextInt(4));
        String label = "seed " + seed + ": " + form + ", " + density + ", " + text.length + " bytes, " + work;

        Outcome expected = oneByOne(new ByteSource(PATH, text), form, density, limit);
        Outcome found = inPieces(new ByteSource(PATH, text), form, density, limit, work);

        assertThat(found.failure()).as(label).isEqualTo(expected.failure());
        assertThat(found.end()).as(label).isEqualTo(expected.end());
        assertThat(found.ended()).as(label).isEqualTo(expected.ended());
        assertThat(found.pages()).as(label).isEqualTo(expected.pages());
    }

    @Test
    void aTextThatCantBeReadIsEnteredUpToThere() {
        byte[] text = events(2_000).getBytes(UTF_8);
        int bad = text.length / 2;
        IndexTail tail = new IndexTail(IndexDensity.DENSE, Cursor.NOWHERE);
        TextSource source = new TextSource() {
            private final TextSource good = new ByteSource(PATH, text);

            @Override
            public Path path() {
                return good.path();
            }

            @Override
            public long size() throws IOException {
                return good.size();
            }

            @Override
            public int read(byte[] target, int offset, int length, long position) throws IOException {
                if (position + length > bad) {
                    throw new IOException("a bad sector");
                }
                return good.read(target, offset, length, position);
            }

            @Override
            public boolean isSameAs(TextSource other) {
                return equals(other);
            }

            @Override
            public void close() {}
        };
        LineScan scan = new LineScan(source, RecordedLines.UNCHECKSUMMED, tail, false, new Pieces.Work(1000, POOL, 3));

        assertThatThrownBy(() -> scan.to(text.length))
                .isInstanceOf(IOException.class)
                .hasMessage("a bad sector");

        assertThat(tail.end().offset()).isBetween(bad / 2L, (long) bad);
    }

    @Test
    void aThreadThatIsInterruptedGoesOnAndStaysInterrupted() throws IOException {
        byte[] text = events(5_000).getBytes(UTF_8);
        IndexTail tail = new IndexTail(IndexDensity.DENSE, Cursor.NOWHERE);
        Thread.currentThread().interrupt();
        try {
            Pieces.Work work = new Pieces.Work(1000, POOL, 3);
            new LineScan(new ByteSource(PATH, text), RecordedLines.UNCHECKSUMMED, tail, false, work).to(text.length);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(tail.end().index()).isEqualTo(5_000);
    }

    @Test
    void aHelperThatDiesIsDoneWithout() throws IOException {
        byte[] text = events(5_000).getBytes(UTF_8);
        Thread taker = Thread.currentThread();
        TextSource source = new CountingSource(new ByteSource(PATH, text)) {
            @Override
            public int read(byte[] target, int offset, int length, long position) throws IOException {
                if (!Thread.currentThread().equals(taker)) {
                    throw new StackOverflowError("of a helper");
                }
                return super.read(target, offset, length, position);
            }
        };
        Executor executor = task -> POOL.execute(() -> {
            try {
                task.run();
            } catch (StackOverflowError e) {
                assertThat(e).hasMessage("of a helper");
            }
        });
        IndexTail tail = new IndexTail(IndexDensity.SPARSE, Cursor.NOWHERE);

        new LineScan(source, RecordedLines.UNCHECKSUMMED, tail, false, new Pieces.Work(1000, executor, 3))
                .to(text.length);

        assertThat(tail.end().index()).isEqualTo(5_000);
    }

    private static String events(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append("{\"t\":").append(i).append(",\"kind\":\"a\",\"data\":1}\n");
        }
        return text.toString();
    }

    private static LineForm form(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> PLAIN;
            case 1, 2 -> RecordedLines.UNCHECKSUMMED;
            default -> RecordedLines.CHECKSUMMED;
        };
    }

    private static int pieceBytes(Random random, int length) {
        return length > LineReader.MAX_LINE_BYTES
                ? 100_000 + random.nextInt(2_000_000)
                : 1 + random.nextInt(1 << random.nextInt(15));
    }

    private static Executor executor(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> task -> {};
            case 1 -> Runnable::run;
            case 2 ->
                task -> {
                    throw new RejectedExecutionException("closed");
                };
            default -> POOL;
        };
    }

    private static byte[] text(Random random, LineForm form) {
        ByteBuilder text = new ByteBuilder();
        int lines = random.nextInt(1 << random.nextInt(9));
        boolean faulty = random.nextInt(3) == 0;
        long clock = random.nextInt(2_000);
        int event = 0;
        for (int i = 0; i < lines; i++) {
            int start = text.size();
            clock = Math.max(0, clock + random.nextInt(2_000) - (random.nextInt(10) == 0 ? 3_000 : 0));
            boolean odd = random.nextInt(10) == 0;
            if (form.checksummed()) {
                boolean end = i == lines - 1 && random.nextBoolean();
                text.ascii(end ? "{\"end\":true,\"events\":" + event : line(random, clock, odd));
                int wrong = faulty && random.nextInt(lines) < 2 ? random.nextInt(3) - 1 : 0;
                LineChecksum.end(text, start, event + wrong);
                event++;
            } else if (random.nextInt(12) == 0) {
                text.ascii(" ".repeat(random.nextInt(3))).ascii("\n");
            } else if (i == lines - 1 && !form.equals(PLAIN) && random.nextBoolean()) {
                text.ascii("{\"end\":true}\n");
            } else {
                text.ascii(line(random, clock, odd)).ascii(random.nextInt(9) == 0 ? "}\r\n" : "}\n");
            }
            if (faulty && random.nextInt(lines) == 0) {
                byte[] bytes = text.array();
                bytes[start + random.nextInt(text.size() - start)] ^= (byte) (1 << random.nextInt(7));
            }
        }
        if (random.nextInt(40) == 0) {
            text.ascii("x".repeat(LineReader.MAX_LINE_BYTES + random.nextInt(3)));
            text.ascii(random.nextBoolean() ? "\n" : "").ascii(random.nextBoolean() ? "y\n" : "y");
        }
        int cut = random.nextInt(3) == 0 ? random.nextInt(Math.min(100, text.size() + 1)) : 0;
        return Arrays.copyOf(text.array(), text.size() - cut);
    }

    /** An event's line up to its brace. */
    private static String line(Random random, long micros, boolean odd) {
        String time = micros % 7 == 0
                ? String.valueOf(micros)
                : BigDecimal.valueOf(micros, 3).toString();
        String data = "\"" + (odd ? "\u00e4" : "x").repeat(random.nextInt(1 << random.nextInt(12))) + "\"";
        String ascii = data.replace("\u00e4", "\\u00e4");
        return (odd && random.nextBoolean() ? "{ \"t\" : " : "{\"t\":") + time + ",\"kind\":\"a\",\"data\":" + ascii;
    }

    private static Outcome inPieces(TextSource text, LineForm form, IndexDensity density, long limit, Pieces.Work work)
            throws IOException {
        IndexTail tail = new IndexTail(density, Cursor.NOWHERE);
        LineScan scan = new LineScan(text, form, tail, false, work);
        String failure = "";
        try {
            scan.to(limit);
        } catch (CorruptRecordingException e) {
            failure = String.valueOf(e.getMessage());
        }
        return new Outcome(tail.copyPages(), tail.end(), scan.ended(), failure);
    }

    /** Looks at one line after the other, and at each that was entered before once more. */
    private static Outcome oneByOne(TextSource text, LineForm form, IndexDensity density, long limit)
            throws IOException {
        List<Integer> lengths = new ArrayList<>();
        List<Long> times = new ArrayList<>();
        boolean ended = false;
        String failure = "";
        try {
            LineReader in = new LineReader(text, 0, limit, form.checksummed() ? 2 : LineReader.UNKNOWN);
            int events = 0;
            while (in.next()) {
                long time = -1;
                if (!form.isIgnored(in)) {
                    if (ended) {
                        throw in.corrupt("behind the end mark: expected nothing");
                    }
                    time = form.time(in, events);
                    if (form.checksummed() && in.nextOffset() == limit) {
                        RecordedLines.requireChecksum(in, events);
                    }
                    ended = time < 0;
                    events += ended ? 0 : 1;
                }
                lengths.add((int) (in.nextOffset() - in.offset()));
                times.add(time);
            }
        } catch (CorruptRecordingException e) {
            failure = String.valueOf(e.getMessage());
        }
        IndexTail tail = new IndexTail(density, Cursor.NOWHERE);
        for (int i = 0; i < lengths.size(); i++) {
            long time = times.get(i);
            if (time < 0) {
                tail.skip(lengths.get(i));
                continue;
            }
            boolean goesBack = i + 1 < times.size() && times.get(i + 1) < time;
            if (goesBack && form.checksummed()) {
                long at = tail.end().offset();
                LineReader again = new LineReader(text, at, at + lengths.get(i), 1);
                time = again.next() && form.isWhole(again, tail.end().index()) ? time : 0;
            }
            tail.add(lengths.get(i), time);
        }
        return new Outcome(tail.copyPages(), tail.end(), ended, failure);
    }
}
