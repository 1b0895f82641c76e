package dev.rallycast.storage.file;

import static dev.rallycast.storage.file.RecordingFiles.SECOND;
import static dev.rallycast.storage.file.RecordingFiles.event;
import static dev.rallycast.storage.file.RecordingFiles.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.RecordingWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An index file is for speed only: whatever becomes of it, the same events are read. */
class IndexFileTest {
    private static final int EVENTS = 3_000;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    @ParameterizedTest
    @EnumSource(IndexDensity.class)
    void aDamagedIndexIsMadeAnew(IndexDensity density) throws IOException {
        record(density, true);
        byte[] index = Files.readAllBytes(indexFile());
        for (int at = 0; at < index.length; at += at < 100 ? 1 : 211) {
            byte[] damaged = index.clone();
            damaged[at] ^= (byte) (1 << (at % 8));
            Files.write(indexFile(), damaged);
            assertReadsRight(density, "byte " + at);
        }
        for (int length = 0; length < index.length; length += 1999) {
            Files.write(indexFile(), Arrays.copyOf(index, length));
            assertReadsRight(density, "cut at " + length);
            assertThat(indexFile()).as("made anew").hasBinaryContent(index);
        }
    }

    @Test
    void theIndexOfAnotherRecordingIsNotTrusted() throws IOException {
        record(IndexDensity.SPARSE, true);
        byte[] other = Files.readAllBytes(indexFile());
        try (FileGameStorage storage = storage(IndexDensity.SPARSE)) {
            storage.delete("m1");
            assertThat(indexFile()).doesNotExist();
            try (RecordingWriter writer = storage.create(Game.of("m1", "tennis"))) {
                for (int i = 0; i < EVENTS; i++) {
                    writer.append(event(i, "longer than the other one", "{\"n\":" + i + "}"));
                }
                writer.end();
            }
        }
        Files.write(indexFile(), other);

        try (FileGameStorage storage = storage(IndexDensity.SPARSE);
                Recording recording = storage.open("m1")) {
            assertThat(recording.read(2_000, 1).get(0).data().json()).isEqualTo("{\"n\":2000}");
            assertThat(recording.extent().size()).isEqualTo(EVENTS);
        }
    }

    @Test
    void anIndexThatIsCutWhileItIsInUseIsMadeAnew() throws IOException {
        record(IndexDensity.DENSE, true);
        try (FileGameStorage storage = storage(IndexDensity.DENSE);
                Recording recording = storage.open("m1")) {
            try (FileChannel channel = FileChannel.open(indexFile(), StandardOpenOption.WRITE)) {
                channel.truncate(0);
            }

            assertThat(recording.read(2_000, 1)).extracting(GameEvent::index).containsExactly(2_000L);
            assertThat(recording.indexAt(1_500 * SECOND)).isEqualTo(1_500);
        }
    }

    @Test
    void aCopyOfARecordingWithItsIndexNeedsNoOther() throws IOException {
        record(IndexDensity.SPARSE, true);
        Files.setLastModifiedTime(file(root, "m1"), FileTime.fromMillis(1_000_000_000_000L));
        FileTime made = Files.getLastModifiedTime(indexFile());
        Files.setLastModifiedTime(indexFile(), FileTime.fromMillis(1_000_000_000_000L));

        assertReadsRight(IndexDensity.SPARSE, "copy");
        assertThat(Files.getLastModifiedTime(indexFile())).isNotEqualTo(made);
    }

    @Test
    void aRecordingWithoutChecksumsThatWasChangedGetsAnotherIndex() throws IOException {
        StringBuilder text = new StringBuilder(RecordingFiles.HEADER);
        for (int i = 0; i < EVENTS; i++) {
            text.append("{\"t\":")
                    .append(i)
                    .append(",\"kind\":\"a\",\"data\":")
                    .append(i)
                    .append("}\n");
        }
        RecordingFiles.write(root, text.toString());
        assertReadsRight(IndexDensity.SPARSE, "as it was");
        assertThat(indexFile()).exists();

        // Of the same length, and with the same beginning and end.
        RecordingFiles.write(root, text.toString().replace("\"t\":1500,", "\"t\":1499,"));
        Files.setLastModifiedTime(file(root, "m1"), FileTime.fromMillis(1_000_000_000_000L));
        try (FileGameStorage storage = storage(IndexDensity.SPARSE);
                Recording recording = storage.open("m1")) {
            assertThat(recording.indexAt(1_500 * SECOND)).isEqualTo(1_501);
            assertThat(recording.read(1_500, 1).get(0).timeNanos()).isEqualTo(1_499 * SECOND);
        }
    }

    @ParameterizedTest
    @EnumSource(IndexDensity.class)
    void anIndexOfAnotherDensityIsUsedAndGoesOnAsItIs(IndexDensity density) throws IOException {
        IndexDensity other = density == IndexDensity.DENSE ? IndexDensity.SPARSE : IndexDensity.DENSE;
        record(density, false);
        byte[] index = Files.readAllBytes(indexFile());
        assertReadsRight(other, "as it was");
        assertThat(indexFile()).hasBinaryContent(index);

        try (FileGameStorage storage = storage(other);
                RecordingWriter writer = storage.append("m1")) {
            for (int i = EVENTS; i < 2 * EVENTS; i++) {
                writer.append(numbered(i));
            }
        }
        assertReadsRight(other, 2 * EVENTS, "longer");
        assertReadsRight(density, 2 * EVENTS, "longer");
    }

    @Test
    void aRecordingThatIsChangedWhileItsIndexIsMadeGetsAnother() throws IOException {
        StringBuilder lines = new StringBuilder(RecordingFiles.HEADER);
        for (int i = 0; i < EVENTS; i++) {
            lines.append("{\"t\":").append(i).append(",\"kind\":\"a\",\"data\":1}\n");
        }
        Path path = RecordingFiles.write(root, lines.toString());
        LongTexts policy = new LongTexts(IndexDensity.DENSE, false, 0);
        try (TextSource text = DataFile.openToRead(Disk.SYSTEM, path)) {
            Header header = Header.read(text);
            IndexKeeper keeper = new IndexKeeper(Disk.SYSTEM, indexFile(), text, header.lines(), policy);
            keeper.write(text, header.start(), text.size(), page -> touch(path));

            assertThat(keeper.load()).isNull();
            assertThat(keeper.build(text, header.start(), text.size())).isTrue();
            assertThat(keeper.load()).isNotNull();
        }
    }

    @Test
    void aTextThatCantBeReadIsNotTakenForAnIndexThatCantBeWritten() throws IOException {
        record(IndexDensity.DENSE, true);
        Files.delete(indexFile());
        DataFile text = DataFile.openToRead(Disk.SYSTEM, file(root, "m1"));
        Header header = Header.read(text);
        long size = text.size();
        text.close();
        LongTexts policy = new LongTexts(IndexDensity.DENSE, false, 0);
        IndexKeeper keeper = new IndexKeeper(Disk.SYSTEM, indexFile(), text, header.lines(), policy);

        assertThatThrownBy(() -> keeper.build(text, header.start(), size)).isInstanceOf(IOException.class);
        assertThat(root).isDirectoryNotContaining("glob:**.idx*");
    }

    @ParameterizedTest
    @EnumSource(IndexDensity.class)
    void aRecordingThatGoesOnAfterItsIndexWasWrittenIsReadWhole(IndexDensity density) throws IOException {
        record(density, false);
        for (int round = 1; round <= 5; round++) {
            try (FileGameStorage storage = storage(density);
                    RecordingWriter writer = storage.append("m1")) {
                int first = EVENTS + 700 * (round - 1);
                for (int i = first; i < first + 700; i++) {
                    writer.append(numbered(i));
                }
            }
            assertReadsRight(density, EVENTS + 700 * round, "round " + round);
        }
    }

    @ParameterizedTest
    @EnumSource(IndexDensity.class)
    void damageInTheTextIsNotTheIndexsFault(IndexDensity density) throws IOException {
        record(density, true);
        byte[] text = Files.readAllBytes(file(root, "m1"));
        int middle = text.length / 2;
        text[middle] ^= 1;
        Files.write(file(root, "m1"), text);

        try (FileGameStorage storage = storage(density);
                Recording recording = storage.open("m1")) {
            long damaged = -1;
            for (int i = 0; i < EVENTS; i++) {
                int at = i;
                try {
                    assertThat(recording.read(i, 1)).hasSize(1);
                } catch (CorruptRecordingException e) {
                    assertThat(damaged).as("only one event is damaged").isEqualTo(-1);
                    damaged = i;
                    assertThat(e).hasMessageContaining("m1.jsonl, line " + (i + 2) + " (byte ");
                    assertThatThrownBy(() -> recording.read(at, 1)).isInstanceOf(CorruptRecordingException.class);
                }
            }
            assertThat(damaged).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource(IndexDensity.class)
    void aSeekIsOneReadOfTheTextAndPlayingOneForEachPiece(IndexDensity density) throws IOException {
        record(density, true);
        try (CountingSource text = new CountingSource(DataFile.openToRead(Disk.SYSTEM, file(root, "m1")))) {
            Tape tape = RecordingFiles.tape(root, text, new LongTexts(density, true, 0));
            for (int i = 0; i < EVENTS; i += 7) {
                int before = text.reads();
                long bytes = text.bytes();
                assertThat(tape.read(Cursor.NOWHERE, i, 1).events()).hasSize(1);
                assertThat(text.reads() - before).as("read of event %d", i).isEqualTo(1);
                assertThat(text.bytes() - bytes)
                        .as("bytes for event %d", i)
                        .isLessThanOrEqualTo(density == IndexDensity.SPARSE ? 4096 : 200);
                before = text.reads();
                assertThat(tape.seek(i * SECOND).index()).isEqualTo(i);
                assertThat(text.reads() - before).as("search for second %d", i).isLessThanOrEqualTo(1);
            }
            int before = text.reads();
            Cursor hint = Cursor.NOWHERE;
            for (int i = 0; i < EVENTS; i += 16) {
                hint = tape.read(hint, i, 16).next();
            }
            assertThat(text.reads() - before).isLessThanOrEqualTo((EVENTS + 15) / 16);
        }
    }

    @ParameterizedTest
    @EnumSource(IndexDensity.class)
    void openingWithAnIndexReadsAsMuchOfALongRecordingAsOfAShortOne(IndexDensity density) throws IOException {
        List<Long> reads = new ArrayList<>();
        for (int events : new int[] {1_000, 10_000, 100_000}) {
            try (FileGameStorage storage = storage(density)) {
                storage.delete("m1");
                try (RecordingWriter writer = storage.create(Game.of("m1", "tennis"))) {
                    List<EventDraft> all = new ArrayList<>();
                    for (int i = 0; i < events; i++) {
                        all.add(numbered(i));
                    }
                    writer.append(all);
                    writer.end();
                }
            }
            try (CountingSource text = new CountingSource(DataFile.openToRead(Disk.SYSTEM, file(root, "m1")))) {
                Tape tape = RecordingFiles.tape(root, text, new LongTexts(density, true, 0));
                assertThat(tape.extent()).isEqualTo(new Recording.Extent(events, true));
                reads.add((long) text.reads());
                assertThat(text.bytes()).isLessThan(64 * 1024);
            }
        }
        assertThat(reads).containsOnly(reads.get(0));
    }

    private void record(IndexDensity density, boolean end) {
        try (FileGameStorage storage = storage(density);
                RecordingWriter writer = storage.create(Game.of("m1", "tennis"))) {
            for (int i = 0; i < EVENTS; i++) {
                writer.append(numbered(i));
            }
            if (end) {
                writer.end();
            }
        }
        assertThat(indexFile()).exists();
    }

    private void assertReadsRight(IndexDensity density, String label) {
        assertReadsRight(density, EVENTS, label);
    }

    private void assertReadsRight(IndexDensity density, int events, String label) {
        try (FileGameStorage storage = storage(density);
                Recording recording = storage.open("m1")) {
            assertThat(recording.extent().size()).as(label).isEqualTo(events);
            for (int i : new int[] {0, 1, 63, 64, 65, events / 2, events - 64, events - 1}) {
                assertThat(recording.read(i, 1).get(0).data().json()).as(label).isEqualTo(String.valueOf(i));
                assertThat(recording.indexAt(i * SECOND)).as(label).isEqualTo(i);
            }
        }
    }

    private static void touch(Path path) {
        try {
            Files.setLastModifiedTime(path, FileTime.fromMillis(1_000_000_000_000L));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path indexFile() {
        return root.resolve("m1" + FileNames.INDEX_SUFFIX);
    }

    private FileGameStorage storage(IndexDensity density) {
        return FileGameStorage.builder(root)
                .sync(SyncLevel.OS)
                .index(density)
                .indexFrom(0)
                .build();
    }

    private static EventDraft numbered(int i) {
        return event(i, "a", String.valueOf(i));
    }
}
