package dev.rallycast.storage.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.CorruptRecordingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GunzipInputTest {
    private static final byte[] TEXT = GzipFiles.text(300, 5);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 1_000_000})
    void whatOtherProgramsCompressedIsRead(int bytes) throws IOException {
        byte[] text = GzipFiles.text(bytes, 5);

        assertThat(read(gzip(text))).isEqualTo(text);
    }

    @Test
    void allMembersOfAFileAreRead() throws IOException {
        byte[] text = concat(TEXT, TEXT, TEXT);

        assertThat(read(concat(gzip(TEXT), gzip(new byte[0]), gzip(TEXT), gzip(TEXT))))
                .isEqualTo(text);
    }

    /** The flags of RFC 1952, 2.3.1: text, header checksum, extra field, name, comment. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4, 8, 16, 31})
    void everyPartOfAHeaderIsSkipped(int flags) throws IOException {
        assertThat(read(withHeader(flags))).isEqualTo(TEXT);
    }

    @Test
    void aHeaderThatDoesNotMatchItsChecksumIsRefused() {
        byte[] bytes = withHeader(31);
        bytes[4] ^= 1;

        assertRefused(bytes, "header of this member");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x20, 0x40, 0x80})
    void unknownFlagsAreRefused(int flag) {
        byte[] bytes = gzip(TEXT);
        bytes[3] = (byte) flag;

        assertRefused(bytes, "flags " + flag);
    }

    @Test
    void zerosBehindTheLastMemberArePadding() throws IOException {
        byte[] bytes = gzip(TEXT);

        assertThat(read(Arrays.copyOf(bytes, bytes.length + 70_000))).isEqualTo(TEXT);
    }

    @Test
    void anythingElseBehindTheLastMemberIsRefused() {
        byte[] bytes = gzip(TEXT);

        assertRefused(concat(bytes, new byte[] {1}), "what follows is not gzip");
        assertRefused(concat(bytes, new byte[] {0x1f, 1}), "what follows is not gzip");
        assertRefused(concat(bytes, new byte[] {0, 1}), "what follows is not gzip");
        assertRefused(concat(bytes, new byte[] {0}, bytes), "what follows is not gzip");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"rallycast\":1}\n"})
    void whatIsNoGzipIsRefused(String text) {
        assertRefused(text.getBytes(UTF_8), "not a gzip file");
    }

    @Test
    void aFileThatIsCutAnywhereIsRefused() {
        byte[] bytes = withHeader(31);
        for (int cut = 0; cut < bytes.length; cut++) {
            assertRefused(Arrays.copyOf(bytes, cut), cut < 2 ? "gzip" : "cut off");
        }
    }

    @Test
    void aFlippedBitNeverGivesAnotherText() throws IOException {
        byte[] bytes = concat(gzip(TEXT), withHeader(31));
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                assertThat(read(flipped)).as("bit %d", bit).isEqualTo(concat(TEXT, TEXT));
            } catch (CorruptRecordingException e) {
                assertThat(e).hasMessageContaining("m1.jsonl.gz (byte ");
            }
        }
    }

    @Test
    void aCompressedRecordingWithoutItsTrailerIsRefused() throws IOException {
        byte[] bytes = GzipFiles.compressed(root, TEXT, 100);

        assertRefused(
                Arrays.copyOf(bytes, bytes.length - GzipLayout.TRAILER_BYTES),
                "cut off: expected the trailer of a compressed recording");
    }

    @Test
    void aDamagedFileIsNotExpanded() throws IOException {
        byte[] bytes = gzip(GzipFiles.text(500_000, 5));
        ByteSource cut = GzipFiles.source(Arrays.copyOf(bytes, bytes.length - 1));
        Path target = Files.writeString(root.resolve("m1.jsonl"), "old");

        assertThatThrownBy(() -> GunzipInput.decompress(cut, target, Disk.SYSTEM, SyncLevel.OS))
                .isInstanceOf(CorruptRecordingException.class);
        assertThat(target).hasContent("old");
        assertThat(root).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void bytesAreReadOneByOneToo() throws IOException {
        ByteSource source = GzipFiles.source(gzip(new byte[] {-1, 0}));
        try (GunzipInput in = new GunzipInput(new SourceInput(source), source.path())) {
            assertThat(in.read()).isEqualTo(255);
            assertThat(in.read(new byte[0])).isZero();
            assertThat(in.read()).isZero();
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    private static void assertRefused(byte[] bytes, String why) {
        assertThatThrownBy(() -> read(bytes))
                .as("%d bytes", bytes.length)
                .isInstanceOf(CorruptRecordingException.class)
                .hasMessageContaining("m1.jsonl.gz (byte ")
                .hasMessageContaining(why);
    }

    private static byte[] read(byte[] bytes) throws IOException {
        ByteSource source = GzipFiles.source(bytes);
        try (GunzipInput in = new GunzipInput(new SourceInput(source), source.path())) {
            return in.readAllBytes();
        }
    }

    private static byte[] gzip(byte[] text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** A file with these parts in its header. */
    private static byte[] withHeader(int flags) {
        byte[] plain = gzip(TEXT);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, (byte) flags, 1, 2, 3, 4, 0, 3});
        if ((flags & 4) != 0) {
            out.writeBytes(new byte[] {6, 0, 'X', 'Y', 2, 0, 7, 7});
        }
        if ((flags & 8) != 0) {
            out.writeBytes("name\0".getBytes(UTF_8));
        }
        if ((flags & 16) != 0) {
            out.writeBytes("comment\0".getBytes(UTF_8));
        }
        if ((flags & 2) != 0) {
            CRC32 crc = new CRC32();
            crc.update(out.toByteArray());
            out.writeBytes(ByteBuffer.allocate(2)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putShort((short) crc.getValue())
                    .array());
        }
        out.write(plain, 10, plain.length - 10);
        return out.toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
