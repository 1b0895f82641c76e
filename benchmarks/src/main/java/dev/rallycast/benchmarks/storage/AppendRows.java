package dev.rallycast.benchmarks.storage;

import dev.rallycast.benchmarks.harness.Figures;
import dev.rallycast.benchmarks.harness.Limits;
import dev.rallycast.benchmarks.harness.Paired;
import dev.rallycast.benchmarks.harness.Row;
import dev.rallycast.benchmarks.harness.Side;
import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.Payload;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.storage.file.FileGameStorage;
import dev.rallycast.storage.file.IndexDensity;
import dev.rallycast.storage.file.SyncLevel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** B9: live appends, against bare writes of the same bytes, and with a reader at the tail against without. */
final class AppendRows {
    private static final Limits APPEND = Limits.atMost(1.4, 1.15, null);
    private static final Limits TAIL = Limits.atMost(1.2, 1.05, null);

    /** Batches a round where each waits for the disk. */
    private static final int DISK_BATCHES = 15;

    private static final List<Batch> BATCHES = List.of(
            new Batch("1 event", 1, 1), new Batch("16 events", 16, 4), new Batch("224 events, about 64 KiB", 224, 40));

    /**
     * How events are appended.
     *
     * @param fewer how many times fewer batches a round has than with single events
     */
    private record Batch(String label, int events, int fewer) {}

    private final Suite suite;
    private final Path folder;
    private final int warmups;
    private final int rounds;
    private List<List<EventDraft>> prepared = List.of();
    private List<byte[][]> preparedBytes = List.of();

    AppendRows(Suite suite, Path root) throws IOException {
        this.suite = suite;
        this.folder = Files.createDirectories(root.resolve("append"));
        this.rounds = suite.sizes().appends();
        this.warmups = rounds / 3;
    }

    void measure(DataSet other) throws IOException {
        for (Batch batch : BATCHES) {
            Paired os = appends(batch, SyncLevel.OS, false);
            Paired disk = appends(batch, SyncLevel.DISK, false);
            suite.report()
                    .addTo(
                            "Cost of one append, by what it has survived when it returns:",
                            List.of("batch", "OS", "bare write", "DISK", "bare write and force", "DISK by OS"),
                            List.of(
                                    batch.label(),
                                    Figures.time(os.oursBest()),
                                    Figures.time(os.peerBest()),
                                    Figures.time(disk.oursBest()),
                                    Figures.time(disk.peerBest()),
                                    Figures.ratio(disk.oursBest() / os.oursBest())));
            appends(batch, SyncLevel.OS, true);
        }
        for (Batch batch : BATCHES) {
            tail(batch, other);
        }
    }

    /**
     * Measures appends against bare writes.
     *
     * @param fromBytes whether the payloads are made, and so checked, of bytes as part of what is timed
     */
    private Paired appends(Batch batch, SyncLevel sync, boolean fromBytes) throws IOException {
        suite.progress()
                .step("B9: " + sync + ", batches of " + batch.label() + (fromBytes ? ", payloads of bytes" : ""));
        int perRound = perRound(batch, sync);
        Path bareFile = folder.resolve("bare.bin");
        ByteBuffer encoded = encoded(batch, (warmups + rounds) * perRound);
        int[] ends = ends(encoded, batch);
        Paired paired;
        try (FileGameStorage storage = fresh("ours", sync)) {
            try (RecordingWriter writer = storage.create(Game.of("ours", "tennis"));
                    FileChannel bare = FileChannel.open(
                            bareFile,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE)) {
                paired = suite.pairs()
                        .measure(
                                warmups,
                                rounds,
                                (fromBytes ? writesOfBytes(writer) : writes(writer)).after(round -> {
                                    prepare(batch, (long) round * perRound, perRound);
                                    if (fromBytes) {
                                        prepareBytes();
                                    }
                                }),
                                perRound,
                                bareWrites(bare, encoded, ends, perRound, sync),
                                perRound);
            }
            if (!events(folder.resolve("ours.jsonl")).equals(encoded.clear())
                    || Files.size(bareFile) != encoded.capacity()) {
                throw new IllegalStateException("the two sides did not write the same bytes");
            }
            storage.delete("ours");
        }
        Files.delete(bareFile);
        suite.report()
                .add(Row.of(
                        "B9",
                        "append " + batch.label() + ", " + sync + (fromBytes ? ", with Payload.of for each" : ""),
                        sync == SyncLevel.OS
                                ? "bare write of the same bytes"
                                : "bare write and force of the same bytes",
                        APPEND,
                        paired));
        return paired;
    }

    private void tail(Batch batch, DataSet other) throws IOException {
        suite.progress().step("B9: a reader at the tail, batches of " + batch.label());
        try (FileGameStorage storage = fresh("tail", SyncLevel.OS);
                RecordingWriter writer = storage.create(Game.of("tail", "tennis"));
                Recording recording = storage.open("tail");
                FileGameStorage otherStorage = Densities.open(other.folder(IndexDensity.SPARSE), IndexDensity.SPARSE);
                Recording otherRecording = otherStorage.open(other.gameId())) {
            Paired own = withReader(batch, writer, recording);
            suite.report()
                    .add(Row.of(
                            "B9",
                            "append " + batch.label() + ", OS, while a thread reads the newest events all the time",
                            "append without the reader",
                            TAIL,
                            own));
            Paired elsewhere = withReader(batch, writer, otherRecording);
            suite.report()
                    .note("For B9, " + batch.label() + ": a thread that reads another recording all the time makes it "
                            + Figures.ratio(elsewhere.cost()) + " (" + elsewhere.spread(false) + ").");
        }
        try (FileGameStorage storage = FileGameStorage.open(folder)) {
            storage.delete("tail");
        }
    }

    private Paired withReader(Batch batch, RecordingWriter writer, Recording read) throws IOException {
        int perRound = perRound(batch, SyncLevel.OS);
        try (TailReader reader = new TailReader(read)) {
            Side with = writes(writer).after(round -> {
                prepare(batch, (long) round * perRound, perRound);
                reader.reading(true);
            });
            Side without = writes(writer).after(round -> {
                prepare(batch, (long) round * perRound, perRound);
                reader.reading(false);
            });
            return suite.pairs().measure(warmups, rounds, with, perRound, without, perRound);
        }
    }

    private int perRound(Batch batch, SyncLevel sync) {
        int batches = Math.max(1, suite.sizes().batches() / batch.fewer());
        return sync == SyncLevel.OS ? batches : Math.min(batches, DISK_BATCHES);
    }

    private FileGameStorage fresh(String gameId, SyncLevel sync) {
        FileGameStorage storage = FileGameStorage.builder(folder).sync(sync).build();
        storage.delete(gameId);
        return storage;
    }

    /** Makes up the batches of a round; the places of the events don't depend on who asks. */
    private void prepare(Batch batch, long firstBatch, int batches) {
        List<List<EventDraft>> all = new ArrayList<>(batches);
        for (long i = firstBatch; i < firstBatch + batches; i++) {
            all.add(suite.generator().events(i * batch.events(), batch.events()));
        }
        prepared = all;
    }

    /** The same payloads as bytes, as they come from outside. */
    private void prepareBytes() {
        preparedBytes = prepared.stream()
                .map(events ->
                        events.stream().map(event -> event.data().bytes()).toArray(byte[][]::new))
                .toList();
    }

    private Side writes(RecordingWriter writer) {
        return round -> {
            long sum = 0;
            for (List<EventDraft> events : prepared) {
                sum += writer.append(events);
            }
            return sum;
        };
    }

    private Side writesOfBytes(RecordingWriter writer) {
        return round -> {
            long sum = 0;
            for (int i = 0; i < prepared.size(); i++) {
                List<EventDraft> events = prepared.get(i);
                byte[][] bytes = preparedBytes.get(i);
                List<EventDraft> made = new ArrayList<>(bytes.length);
                for (int j = 0; j < bytes.length; j++) {
                    EventDraft event = events.get(j);
                    made.add(new EventDraft(event.timeNanos(), event.kind(), event.mark(), Payload.of(bytes[j])));
                }
                sum += writer.append(made);
            }
            return sum;
        };
    }

    private static Side bareWrites(FileChannel channel, ByteBuffer encoded, int[] ends, int perRound, SyncLevel sync) {
        return round -> {
            long sum = 0;
            for (int i = round * perRound; i < (round + 1) * perRound; i++) {
                encoded.limit(ends[i]).position(i == 0 ? 0 : ends[i - 1]);
                while (encoded.hasRemaining()) {
                    sum += channel.write(encoded);
                }
                if (sync == SyncLevel.DISK) {
                    channel.force(false);
                }
            }
            return sum;
        };
    }

    /** The bytes that the writer makes of all batches: a direct buffer, so that the bare writes copy nothing. */
    private ByteBuffer encoded(Batch batch, int batches) throws IOException {
        try (FileGameStorage storage = fresh("scratch", SyncLevel.OS)) {
            try (RecordingWriter writer = storage.create(Game.of("scratch", "tennis"))) {
                for (int i = 0; i < batches; i++) {
                    writer.append(suite.generator().events((long) i * batch.events(), batch.events()));
                }
            }
            ByteBuffer events = events(folder.resolve("scratch.jsonl"));
            storage.delete("scratch");
            return events;
        }
    }

    /** A recording's file without its header. */
    private static ByteBuffer events(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer all = ByteBuffer.allocateDirect((int) channel.size());
            while (all.hasRemaining() && channel.read(all) >= 0) {
                // Until all is read.
            }
            all.flip();
            while (all.get() != '\n') {
                // Until the header is behind.
            }
            return all.slice();
        }
    }

    private static int[] ends(ByteBuffer encoded, Batch batch) {
        List<Integer> ends = new ArrayList<>();
        int lines = 0;
        for (int i = 0; i < encoded.limit(); i++) {
            if (encoded.get(i) == '\n' && ++lines % batch.events() == 0) {
                ends.add(i + 1);
            }
        }
        return ends.stream().mapToInt(Integer::intValue).toArray();
    }
}
