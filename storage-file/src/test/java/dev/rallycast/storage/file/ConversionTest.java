package dev.rallycast.storage.file;

import static dev.rallycast.storage.file.ChecksummedLines.ended;
import static dev.rallycast.storage.file.ChecksummedLines.growing;
import static dev.rallycast.storage.file.RecordingFiles.HEADER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameExistsException;
import dev.rallycast.model.RecordingLockedException;
import dev.rallycast.spi.RecordingWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
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
}
