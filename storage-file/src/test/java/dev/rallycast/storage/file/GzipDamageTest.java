package dev.rallycast.storage.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.storage.file.GzipLayout.Trailer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipDamageTest {
    private static final int MEMBER_TEXT = 200;

    private final byte[] text = GzipFiles.text(900, 1);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    private byte[] whole = {};

    @BeforeEach
    void compress() throws IOException {
        whole = GzipFiles.compressed(root, text, MEMBER_TEXT);
    }

    @Test
    void aFileThatIsCutAnywhereIsRefused() throws IOException {
        Path file = root.resolve("m1.jsonl.gz");
        for (int cut = 0; cut < whole.length; cut++) {
            Files.write(file, Arrays.copyOf(whole, cut));
            assertThatThrownBy(() -> GzipSource.open(Disk.SYSTEM, file))
                    .as("cut at byte %d", cut)
                    .isInstanceOf(CorruptRecordingException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("not written by Rallycast or was cut off")
                    .hasMessageContaining("recording convert");
        }
    }

    @Test
    void aStreamOfAFileThatIsCutAnywhereIsRefused() {
        for (int cut = 0; cut < whole.length; cut++) {
            byte[] bytes = Arrays.copyOf(whole, cut);
            assertThatThrownBy(() -> stream(bytes))
                    .as("cut at byte %d", cut)
                    .isInstanceOf(CorruptRecordingException.class);
        }
    }

    @Test
    void aFlippedBitNeverGivesAnotherText() throws IOException {
        int refused = 0;
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] bytes = whole.clone();
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            try (GzipSource source = GzipFiles.open(bytes)) {
                assertThat(GzipFiles.readAll(source)).as("bit %d", bit).isEqualTo(text);
            } catch (CorruptRecordingException e) {
                assertThat(e).hasMessageContaining("m1.jsonl.gz");
                refused++;
            }
            try {
                assertThat(stream(bytes)).as("bit %d, as a stream", bit).isEqualTo(text);
            } catch (CorruptRecordingException e) {
                assertThat(e).hasMessageContaining("m1.jsonl.gz");
            }
        }
        assertThat(refused).isGreaterThan(whole.length * 7);
    }

    @Test
    void verifyingFindsEveryFlippedBitButThosePaddingDeflatedData() throws IOException {
        int unseen = 0;
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] bytes = whole.clone();
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            try (GzipSource source = GzipFiles.open(bytes)) {
                source.verify();
                unseen++;
            } catch (CorruptRecordingException expected) {
                assertThat(expected).hasMessageContaining("m1.jsonl.gz");
            }
        }
        assertThat(unseen).as("of 5 members").isLessThan(5 * 8);
    }

    @Test
    void damageNamesTheFileTheByteAndTheText() throws IOException {
        Path file = GzipFiles.compress(root.resolve("m1.jsonl.gz"), text, MEMBER_TEXT);
        byte[] bytes = Files.readAllBytes(file);
        int second = memberLength(bytes, 0);
        bytes[second + GzipLayout.DATA_HEADER_BYTES + 20] ^= 4;
        Files.write(file, bytes);

        try (GzipSource source = GzipSource.open(Disk.SYSTEM, file)) {
            assertThat(source.read(new byte[10], 0, 10, 199)).as("before it").isOne();
            assertThat(source.read(new byte[10], 0, 10, 400)).as("behind it").isEqualTo(10);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> source.read(new byte[10], 0, 10, 200))
                        .isInstanceOf(CorruptRecordingException.class)
                        .hasMessageContaining(file + " (byte " + second + ")")
                        .hasMessageContaining("text bytes 200 to 399");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 74, 5000})
    void garbageBehindTheTrailerIsRefused(int bytes) {
        assertRefused(Arrays.copyOf(whole, whole.length + bytes));
    }

    @Test
    void twoFilesInOneAreRefused() {
        assertRefused(concat(whole, whole));
    }

    @Test
    void plainGzipIsRefused() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text);
        }
        assertRefused(out.toByteArray());
    }

    @Test
    void aLyingTrailerIsRefused() {
        Trailer truth = trailer();
        byte[] body = Arrays.copyOf(whole, whole.length - GzipLayout.TRAILER_BYTES);
        for (long lie :
                new long[] {-1, 0, 1, 899, 901, 1000, 1001, 1L << 32, 1L << 60, Long.MAX_VALUE, Long.MIN_VALUE}) {
            for (Trailer lying : new Trailer[] {
                new Trailer(MEMBER_TEXT, lie, truth.textCrc(), truth.table()),
                new Trailer(MEMBER_TEXT, truth.text(), truth.textCrc(), lie),
                new Trailer((int) lie, truth.text(), truth.textCrc(), truth.table()),
                new Trailer(1, lie, truth.textCrc(), lie)
            }) {
                if (lying.memberText() == 0) {
                    continue;
                }
                assertError("trailer " + lying, concat(body, GzipLayout.trailer(lying)));
            }
        }
        for (int field = 0; field < GzipLayout.TRAILER_BYTES - 8; field++) {
            byte[] bytes = whole.clone();
            int from = whole.length - GzipLayout.TRAILER_BYTES + field;
            Arrays.fill(bytes, from, from + 8, (byte) 0xff);
            assertError("trailer with 0xff from byte " + field, bytes);
        }
    }

    @Test
    void aTrailerOfALaterVersionSaysSo() {
        byte[] bytes = whole.clone();
        bytes[whole.length - GzipLayout.TRAILER_BYTES + 16 + 1 + 9] = 2;

        assertThatThrownBy(() -> GzipFiles.open(bytes))
                .isInstanceOf(CorruptRecordingException.class)
                .hasMessageContaining("version 2: expected 1");
    }

    @Test
    void aLyingTableNeverGivesAnotherText() {
        Trailer truth = trailer();
        long[] places = places();
        byte[] data = Arrays.copyOf(whole, (int) truth.table());
        long[] lies = {
            -1,
            0,
            1,
            places[1],
            places[2],
            truth.table(),
            truth.table() + 1,
            1L << 32,
            1L << 60,
            Long.MAX_VALUE,
            Long.MIN_VALUE
        };
        for (int i = 0; i < places.length; i++) {
            for (long lie : lies) {
                if (lie != places[i]) {
                    long[] lying = places.clone();
                    lying[i] = lie;
                    assertError(
                            "place " + i + " is " + lie,
                            concat(data, GzipLayout.piece(0, lying), GzipLayout.trailer(truth)));
                }
            }
        }
    }

    @Test
    void membersInAnotherOrderAreRefused() throws IOException {
        long[] places = places();
        byte[] first = Arrays.copyOfRange(whole, (int) places[0], (int) places[1]);
        byte[] second = Arrays.copyOfRange(whole, (int) places[1], (int) places[2]);
        byte[] rest = Arrays.copyOfRange(whole, (int) places[2], (int) trailer().table());
        long[] swapped = places.clone();
        swapped[1] = second.length;
        byte[] bytes = concat(second, first, rest, GzipLayout.piece(0, swapped), GzipLayout.trailer(trailer()));

        try (GzipSource source = GzipFiles.open(bytes)) {
            assertThatThrownBy(() -> source.read(new byte[1], 0, 1, 0))
                    .isInstanceOf(CorruptRecordingException.class)
                    .hasMessageContaining("expected the header of member 0");
            assertThat(source.read(new byte[1], 0, 1, 400)).isOne();
        }
    }

    @Test
    void aTableThatSkipsToAnotherMemberIsRefusedByAReadToo() throws IOException {
        long[] lying = places();
        lying[1] = lying[2];
        lying[2] = lying[3];
        byte[] data = Arrays.copyOf(whole, (int) trailer().table());
        byte[] bytes = concat(data, GzipLayout.piece(0, lying), GzipLayout.trailer(trailer()));

        try (GzipSource source = GzipFiles.open(bytes)) {
            assertThatThrownBy(() -> source.read(new byte[1], 0, 1, 200))
                    .isInstanceOf(CorruptRecordingException.class)
                    .hasMessageContaining("expected the header of member 1");
        }
    }

    @Test
    void anEmptyTextBehindSomethingElseIsRefused() {
        byte[] data = Arrays.copyOf(whole, (int) trailer().table());

        assertRefused(concat(data, GzipLayout.trailer(new Trailer(MEMBER_TEXT, 0, 0, data.length))));
    }

    @Test
    void aMemberOfAnotherTextIsFoundByVerifying() throws IOException {
        byte[] foreign = whole;
        int length = memberLength(whole, 0);
        for (int seed = 2; seed < 1000 && Arrays.equals(foreign, whole); seed++) {
            byte[] candidate = GzipFiles.compressed(root, GzipFiles.text(900, seed), MEMBER_TEXT);
            foreign = memberLength(candidate, 0) == length ? candidate : foreign;
        }
        assertThat(foreign).as("the test needs another member of this length").isNotEqualTo(whole);
        byte[] bytes = whole.clone();
        System.arraycopy(foreign, 0, bytes, 0, length);

        try (GzipSource source = GzipFiles.open(bytes)) {
            assertThatThrownBy(() -> source.verify())
                    .isInstanceOf(CorruptRecordingException.class)
                    .hasMessageContaining("checksum");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 4096, 50_000_000})
    void aMemberThatInflatesToMoreIsRefused(int inflated) throws IOException {
        byte[] deflated = deflate(new byte[inflated]);
        byte[] bytes = single(deflated, new byte[MEMBER_TEXT], MEMBER_TEXT);

        assertThatThrownBy(() -> GzipFiles.readAll(GzipFiles.open(bytes)))
                .isInstanceOf(CorruptRecordingException.class)
                .hasMessageContaining("more than 200 bytes");
    }

    @Test
    void aMemberThatInflatesToLessIsRefused() throws IOException {
        byte[] bytes = single(deflate(new byte[199]), new byte[199], 200);

        assertThatThrownBy(() -> GzipFiles.readAll(GzipFiles.open(bytes)))
                .isInstanceOf(CorruptRecordingException.class)
                .hasMessageContaining("only 199 bytes");
    }

    @Test
    void deflatedDataThatGoesOnOrStopsEarlyIsRefused() throws IOException {
        byte[] deflated = deflate(new byte[200]);

        assertError("more", single(Arrays.copyOf(deflated, deflated.length + 1), new byte[200], 200));
        assertError("less", single(Arrays.copyOf(deflated, deflated.length - 1), new byte[200], 200));
    }

    @Test
    void aFileThatIsCutWhileItIsOpenGivesAnError() throws IOException {
        Path file = GzipFiles.compress(root.resolve("m1.jsonl.gz"), text, MEMBER_TEXT);
        try (GzipSource source = GzipSource.open(Disk.SYSTEM, file)) {
            Files.write(file, Arrays.copyOf(whole, 100));
            assertThatThrownBy(() -> source.read(new byte[10], 0, 10, 800))
                    .isInstanceOf(CorruptRecordingException.class)
                    .hasMessageContaining("cut off while it was open");
        }
    }

    private Trailer trailer() {
        Trailer trailer = GzipLayout.trailer(
                Arrays.copyOfRange(whole, whole.length - GzipLayout.TRAILER_BYTES, whole.length), whole.length);
        return Objects.requireNonNull(trailer);
    }

    private long[] places() {
        long[] places = new long[6];
        ByteBuffer.wrap(whole)
                .order(ByteOrder.LITTLE_ENDIAN)
                .position((int) trailer().entry(0))
                .asLongBuffer()
                .get(places);
        return places;
    }

    private static int memberLength(byte[] file, int member) {
        return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(member + 17);
    }

    /** A file of one member with this deflated data and the footer of this text. */
    private static byte[] single(byte[] deflated, byte[] footerOf, int textBytes) {
        int length = GzipLayout.DATA_HEADER_BYTES + deflated.length + GzipLayout.FOOTER_BYTES;
        byte[] member = new byte[length];
        GzipLayout.putDataHeader(member, length, 0);
        CRC32 crc = new CRC32();
        crc.update(footerOf);
        ByteBuffer.wrap(member)
                .order(ByteOrder.LITTLE_ENDIAN)
                .position(GzipLayout.DATA_HEADER_BYTES)
                .put(deflated)
                .putInt((int) crc.getValue())
                .putInt(footerOf.length);
        CRC32C textCrc = new CRC32C();
        textCrc.update(footerOf);
        return concat(
                member,
                GzipLayout.piece(0, new long[] {0, length}),
                GzipLayout.trailer(new Trailer(textBytes, textBytes, (int) textCrc.getValue(), length)));
    }

    private static byte[] deflate(byte[] text) {
        Deflater deflater = new Deflater(9, true);
        try {
            deflater.setInput(text);
            deflater.finish();
            byte[] out = new byte[text.length + 100];
            return Arrays.copyOf(out, deflater.deflate(out));
        } finally {
            deflater.end();
        }
    }

    private static byte[] stream(byte[] bytes) throws IOException {
        ByteSource source = GzipFiles.source(bytes);
        try (GunzipInput in = new GunzipInput(new SourceInput(source), source.path())) {
            return in.readAllBytes();
        }
    }

    private static void assertRefused(byte[] bytes) {
        assertThatThrownBy(() -> GzipFiles.open(bytes))
                .isInstanceOf(CorruptRecordingException.class)
                .hasMessageContaining("not written by Rallycast or was cut off");
    }

    /** Reading all that it claims to hold fails. */
    private static void assertError(String what, byte[] bytes) {
        try (GzipSource source = GzipFiles.open(bytes)) {
            source.verify();
            byte[] target = new byte[1];
            for (long position = 0; position < source.size(); position += 200) {
                assertThat(source.read(target, 0, 1, position)).isOne();
            }
        } catch (CorruptRecordingException expected) {
            return;
        } catch (IOException e) {
            fail(what, e);
        }
        fail(what + ": expected an error");
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
