package dev.rallycast.storage.file;

import static dev.rallycast.storage.file.ChecksummedLines.ended;
import static dev.rallycast.storage.file.ChecksummedLines.growing;
import static dev.rallycast.storage.file.RecordingFiles.HEADER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameExistsException;
import dev.rallycast.model.RecordingLockedException;
import dev.rallycast.spi.RecordingWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConversionTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    private Path convert(String text) throws IOException {
        Path source = root.resolve("source.jsonl");
        Path target = root.resolve("m1.jsonl");
        Files.writeString(source, text);
        RecordingFile.at(source).convert(target, RecordingProgress.NONE);
        assertThat(source).hasContent(text);
        assertThat(root.resolve("m1.jsonl.tmp")).doesNotExist();
        return target;
    }

    @Test
    void aChecksummedTextKeepsEveryByte() throws IOException {
        for (List<String> lines : List.of(ended(1), ended(20), growing(0), growing(3))) {
            Path target = convert(String.join("", lines));
            assertThat(target).hasContent(String.join("", lines));
            Files.delete(target);
        }
    }

    @Test
    void aHandWrittenRecordingGetsChecksumsAndKeepsItsIncarnation() throws IOException {
        String loose = "{ \"kind\": \"b\", \"t\": 2.50, \"data\": [ 1 ], \"note\": \"é\" } ";
        String text = "\ufeff" + HEADER + "{\"t\":1,\"kind\":\"a\",\"data\":1}\n\n" + loose + "\r\n{\"end\":true}\n";

        Path target = convert(text);

        Verification written = RecordingFile.at(target).verify(RecordingProgress.NONE);
        assertThat(written.isClean()).isTrue();
        assertThat(written.checksummed()).isTrue();
        assertThat(written.ended()).isTrue();
        assertThat(Files.readAllLines(target).get(2))
                .startsWith(loose.substring(0, loose.length() - 2) + ",\"crc\":\"");
        RecordingInfo info = RecordingFile.at(target).info();
        assertThat(info.game()).isEqualTo(Game.of("m1", "tennis"));
        assertThat(info.incarnation())
                .isEqualTo(RecordingFile.at(root.resolve("source.jsonl")).info().incarnation());
        assertThat(RecordingFiles.readAll(root))
                .extracting(event -> event.data().json())
                .containsExactly("1", "[ 1 ]");
    }

    @Test
    void theCompressedFormAndBackKeepsEveryByte() throws IOException {
        Path text = convert(String.join("", ended(2_000)));
        Path compressed = root.resolve("m2.jsonl.gz");
        Path back = root.resolve("m3.jsonl");
        RecordingFile.at(text).convert(compressed, RecordingProgress.NONE);
        RecordingFile.at(compressed).convert(back, RecordingProgress.NONE);

        assertThat(Files.mismatch(text, back)).isEqualTo(-1);
        assertThat(Files.size(compressed)).isLessThan(Files.size(text) / 2);
        try (InputStream unpacked = new GZIPInputStream(Files.newInputStream(compressed))) {
            assertThat(unpacked.readAllBytes()).isEqualTo(Files.readAllBytes(text));
        }
        RecordingInfo info = RecordingFile.at(compressed).info();
        assertThat(info.form()).isEqualTo(RecordingForm.GZIP);
        assertThat(info.events()).isEqualTo(2_000);
        assertThat(info.textBytes()).isEqualTo(Files.size(text));
        assertThat(root.resolve("m2.jsonl.gz.text.tmp")).doesNotExist();
    }

    @Test
    void aRecordingThatGoesOnIsNotCompressed() throws IOException {
        Path text = convert(String.join("", growing(2)));
        Path compressed = root.resolve("m2.jsonl.gz");

        assertThatThrownBy(() -> RecordingFile.at(text).convert(compressed, RecordingProgress.NONE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no end mark");
        assertThat(compressed).doesNotExist();
        assertThat(root.resolve("m2.jsonl.gz.text.tmp")).doesNotExist();
    }

    @Test
    void aTornTailIsLeftOut() throws IOException {
        assertThat(convert(String.join("", growing(2)) + "{\"t\":")).hasContent(String.join("", growing(2)));
    }

    @Test
    void aDamagedRecordingIsRefusedAndLeavesNothing() throws IOException {
        List<String> lines = ended(3);
        lines.set(2, "x\n");

        assertThatThrownBy(() -> convert(String.join("", lines)))
                .isInstanceOf(CorruptRecordingException.class)
                .hasMessageContaining("source.jsonl, line 3 (byte ")
                .hasMessageContaining("repair it first");
        assertThat(root.resolve("m1.jsonl")).doesNotExist();
        assertThat(root.resolve("m1.jsonl.tmp")).doesNotExist();
    }

    @Test
    void aTargetThatExistsIsRefusedAndLeftAlone() throws IOException {
        Files.writeString(root.resolve("m1.jsonl"), "mine");

        assertThatThrownBy(() -> convert(String.join("", ended(1))))
                .isInstanceOf(GameExistsException.class)
                .hasMessageContaining("m1.jsonl");
        assertThat(root.resolve("m1.jsonl")).hasContent("mine");
    }

    @Test
    void aTargetThatIsBeingRecordedIsRefused() throws IOException {
        try (FileGameStorage storage = FileGameStorage.open(root);
                RecordingWriter writer = storage.create(Game.of("m1", "tennis"))) {
            writer.append(RecordingFiles.event(1, "a", "1"));
            assertThatThrownBy(() -> convert(String.join("", ended(1)))).isInstanceOf(RecordingLockedException.class);
        }
    }

    @Test
    void aSourceThatIsNotThereIsSaidSo() {
        assertThatThrownBy(() -> RecordingFile.at(root.resolve("none.jsonl"))
                        .convert(root.resolve("m1.jsonl"), RecordingProgress.NONE))
                .hasMessageContaining("none.jsonl");
        assertThat(root.resolve("m1.jsonl.tmp")).doesNotExist();
    }

    @Test
    void aHandWrittenLastLineWithoutItsLineFeedIsKept() throws IOException {
        Path ended = convert(HEADER + "{\"t\":1,\"kind\":\"a\",\"data\":1}\n{\"end\":true}");
        assertThat(RecordingFile.at(ended).info().ended()).isTrue();
        Files.delete(ended);

        Path growing = convert(HEADER + "{\"t\":1,\"kind\":\"a\",\"data\":1}");
        assertThat(RecordingFile.at(growing).info().events()).isEqualTo(1);
        Files.delete(growing);

        // Only one line lacks its feed: an end mark that miscounts is damage, and half a line is torn.
        assertThatThrownBy(() -> convert(HEADER + "{\"end\":true,\"events\":1}"))
                .isInstanceOf(CorruptRecordingException.class);
        assertThat(RecordingFile.at(convert(HEADER + "{\"t\":1,\"kind\":\"a\",\"data\":1"))
                        .info()
                        .events())
                .isZero();
    }

    @Test
    void whatAnyGzipProgramCompressedIsConverted() throws IOException {
        String text = String.join("", ended(500));
        Path gzip = root.resolve("source.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gzip))) {
            out.write(text.getBytes(UTF_8));
        }

        RecordingFile.at(gzip).convert(root.resolve("m1.jsonl"), RecordingProgress.NONE);
        RecordingFile.at(gzip).convert(root.resolve("m2.jsonl.gz"), RecordingProgress.NONE);

        assertThat(root.resolve("m1.jsonl")).hasContent(text);
        assertThat(RecordingFile.at(root.resolve("m2.jsonl.gz")).info().events())
                .isEqualTo(500);
        assertThat(names())
                .containsExactlyInAnyOrder("source.jsonl.gz", "m1.jsonl", "m2.jsonl.gz", FileNames.LOCK_FILE);
    }

    @Test
    void aCutGzipFileIsRefusedByItsOwnNameAndLeavesNothing() throws IOException {
        Path whole = root.resolve("whole.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(whole))) {
            out.write(String.join("", ended(500)).getBytes(UTF_8));
        }
        Path cut = root.resolve("cut.jsonl.gz");
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(whole), 1000));

        assertThatThrownBy(() -> RecordingFile.at(cut).convert(root.resolve("m1.jsonl"), RecordingProgress.NONE))
                .isInstanceOf(CorruptRecordingException.class)
                .hasMessage(cut + " (byte 1000): cut off in the middle of a gzip member");
        assertThat(names()).containsExactlyInAnyOrder("whole.jsonl.gz", "cut.jsonl.gz", FileNames.LOCK_FILE);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }
}
