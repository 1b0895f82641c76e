package dev.rallycast.storage.file;

import static dev.rallycast.storage.file.RecordingFiles.event;
import static dev.rallycast.storage.file.RecordingFiles.file;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.RecordingWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a storage remembers of a file, it never destroys what another one has written and acknowledged. */
class AcknowledgedEventsStayTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    @Test
    void aStorageThatHasSeenAWriteThatWasTakenBackDoesNotCutWhatCameInItsPlace() throws IOException {
        Path file = file(root, "m1");
        RecordingFiles.record(root, "m1", event(1, "a", "1"));
        long acknowledged = Files.size(file);
        // Another process writes an event; forcing it to the disk then fails, and it is taken back.
        String lost = ChecksummedLines.line("{\"t\":2,\"kind\":\"lost\",\"data\":2", 1);
        Files.writeString(file, lost, StandardOpenOption.APPEND);
        try (FileGameStorage ours = FileGameStorage.open(root);
                Recording reader = ours.open("m1")) {
            assertThat(reader.extent().size()).isEqualTo(2);
            cut(file, acknowledged);
            try (FileGameStorage theirs = FileGameStorage.open(root);
                    RecordingWriter writer = theirs.append("m1")) {
                writer.append(event(2, "kept", "\"longer than the one that was taken back\""));
            }

            try (RecordingWriter writer = ours.append("m1")) {
                assertThat(writer.append(event(3, "c", "3"))).isEqualTo(2);
            }
        }
        assertThat(RecordingFiles.readAll(root)).extracting(GameEvent::kind).containsExactly("a", "kept", "c");
    }

    @Test
    void nothingIsAppendedToACompressedRecordingWithoutAnEndMark() throws IOException {
        Path compressed = root.resolve("m1" + FileNames.COMPRESSED_SUFFIX);
        byte[] text = String.join("", ChecksummedLines.growing(2)).getBytes(UTF_8);
        GzipWriter.compress(new ByteArrayInputStream(text), compressed, Disk.SYSTEM, SyncLevel.OS);
        byte[] before = Files.readAllBytes(compressed);

        try (FileGameStorage storage = FileGameStorage.open(root)) {
            assertThatThrownBy(() -> storage.append("m1")).isInstanceOf(CorruptRecordingException.class);
        }
        assertThat(compressed).hasBinaryContent(before);
        assertThat(RecordingFiles.readAll(root)).hasSize(2);
    }

    @Test
    void aPlainFileIsNotReplacedByACompressedOne() throws IOException {
        RecordingFiles.write(root, "{\"time\":1}\n{\"time\":2}\n");
        try (FileGameStorage storage = FileGameStorage.builder(root)
                .plain(PlainLines.timeField("time"))
                .build()) {
            assertThatThrownBy(() -> storage.compress("m1")).isInstanceOf(IllegalStateException.class);
        }
        assertThat(file(root, "m1")).exists();
    }

    @Test
    void theLockIsFreeAfterAWriterIsClosedWhateverBecomesOfItsIndex() {
        FaultyDisk disk = FaultyDisk.sound();
        try (FileGameStorage storage =
                FileGameStorage.builder(root).disk(disk).indexFrom(0).build()) {
            RecordingWriter writer = storage.create(Game.of("m1", "tennis"));
            writer.append(event(1, "a", "1"));
            disk.before(call -> {
                if (call == FaultyDisk.Call.CREATE) {
                    throw new IllegalStateException("unforeseen");
                }
            });
            assertThatThrownBy(writer::close).isInstanceOf(IllegalStateException.class);
            disk.before(call -> {});

            storage.append("m1").close();
        }
    }

    private static void cut(Path file, long size) throws IOException {
        try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }
}
