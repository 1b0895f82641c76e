package dev.rallycast.storage.file;

import static dev.rallycast.storage.file.RecordingFiles.SECOND;
import static dev.rallycast.storage.file.RecordingFiles.file;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.GameEvent;
import dev.rallycast.spi.Recording;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A flipped bit, in a recording or in its index, costs the event that it is in and no other. */
class DamageIsContainedTest {
    private static final int EVENTS = 20_000;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE})
    void theTimeOfADamagedLineCountsForNoOtherEvent(long indexFrom) throws IOException {
        String text = String.join("", ChecksummedLines.ended(500));
        // A single bit.
        Files.writeString(file(root, "m1"), text.replace("{\"t\":10.5,", "{\"t\":90.5,"));

        try (FileGameStorage storage =
                        FileGameStorage.builder(root).indexFrom(indexFrom).build();
                Recording recording = storage.open("m1")) {
            assertThatThrownBy(() -> recording.read(10, 1)).isInstanceOf(CorruptRecordingException.class);
            for (int i = 11; i < 100; i++) {
                assertThat(recording.read(i, 1))
                        .extracting(GameEvent::timeNanos)
                        .as("time of event %d", i)
                        .containsExactly(i * SECOND + SECOND / 2);
                assertThat(recording.indexAt(i * SECOND)).isEqualTo(i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(IndexDensity.class)
    void aFlippedBitInTheDirectoryOfAnIndexLeadsToNoOtherEvent(IndexDensity density) throws IOException {
        Files.write(
                file(root, "m1"),
                String.join("", ChecksummedLines.ended(EVENTS)).getBytes(UTF_8));
        read(density, 0);
        Path path = root.resolve("m1" + FileNames.INDEX_SUFFIX);
        byte[] index = Files.readAllBytes(path);
        int pages = ByteBuffer.wrap(index).getInt(24);
        int directory = IndexFileHead.directoryAt(pages);
        assertThat(pages).isGreaterThan(1);

        for (int bit = directory * 8; bit < index.length * 8; bit += 7) {
            byte[] damaged = index.clone();
            damaged[bit / 8] ^= (byte) (1 << (bit % 8));
            Files.write(path, damaged);
            read(density, bit);
        }
    }

    private void read(IndexDensity density, int bit) {
        try (FileGameStorage storage = FileGameStorage.builder(root)
                        .index(density)
                        .indexFrom(0)
                        .build();
                Recording recording = storage.open("m1")) {
            for (int i = 0; i < EVENTS; i += 1_499) {
                assertThat(recording.read(i, 2).get(0).index())
                        .as("bit %d", bit)
                        .isEqualTo(i);
                assertThat(recording.indexAt(i * SECOND)).as("bit %d", bit).isEqualTo(i);
            }
        }
    }

    @Test
    void anIndexThatWasMadeByThisReaderAndIsCutThenIsNoLoss() throws IOException {
        Files.write(
                file(root, "m1"),
                String.join("", ChecksummedLines.ended(EVENTS)).getBytes(UTF_8));
        try (FileGameStorage storage =
                        FileGameStorage.builder(root).indexFrom(0).build();
                Recording recording = storage.open("m1")) {
            Path index = root.resolve("m1" + FileNames.INDEX_SUFFIX);
            byte[] zeros = new byte[(int) Files.size(index)];
            try (FileChannel channel = FileChannel.open(index, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(zeros), 0);
            }

            assertThat(recording.read(2_000, 1)).extracting(GameEvent::index).containsExactly(2_000L);
            assertThat(recording.indexAt(1_500 * SECOND)).isEqualTo(1_500);
        }
    }

    @Test
    void aHeaderLineInATornTailIsNoWholeLineOfThisRecording() throws IOException {
        String whole = String.join("", ChecksummedLines.growing(5_000));
        Path file = RecordingFiles.write(root, whole);
        Cursor known = new Cursor(5_000, Files.size(file), 0);
        // What a file system may give for a block that was never written: the beginning of another recording.
        Files.writeString(file, "stale\n" + ChecksummedLines.header() + "{\"t\":0.5,\"ki", StandardOpenOption.APPEND);

        try (DataFile text = DataFile.openToRead(Disk.SYSTEM, file)) {
            assertThat(WholeLines.end(text, known, text.size())).isEqualTo(known.offset());
        }
    }
}
