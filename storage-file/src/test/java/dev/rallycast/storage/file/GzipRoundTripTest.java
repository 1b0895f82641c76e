package dev.rallycast.storage.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GzipRoundTripTest {
    private static final long SEED = 20_261_122;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    // The last ones need tables of one full piece, of one member more, and of three pieces.
    @ParameterizedTest
    @CsvSource({
        "0, 65536",
        "1, 65536",
        "65535, 65536",
        "65536, 65536",
        "65537, 65536",
        "655360, 65536",
        "700001, 65536",
        "10, 1",
        "65536, 16",
        "65537, 16",
        "132800, 16"
    })
    void everyReaderGetsTheTextThatWasWritten(int bytes, int memberText) throws IOException {
        byte[] text = GzipFiles.text(bytes, SEED);
        Path file = GzipFiles.compress(root.resolve("m1.jsonl.gz"), text, memberText);

        try (InputStream java = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            assertThat(java.readAllBytes()).as("java.util.zip").isEqualTo(text);
        }
        try (DataFile gzip = DataFile.openToRead(Disk.SYSTEM, file);
                InputStream ours = new GunzipInput(new SourceInput(gzip), file)) {
            assertThat(ours.readAllBytes()).as("as a stream").isEqualTo(text);
        }
        try (GzipSource source = GzipSource.open(Disk.SYSTEM, file)) {
            assertThat(source.size()).isEqualTo(bytes);
            assertThat(source.path()).isEqualTo(file);
            assertThat(GzipFiles.readAll(source)).as("in order").isEqualTo(text);
            source.verify();
            readAtRandom(source, text);
        }
    }

    @Test
    void textThatCannotBeCompressedIsKeptToo() throws IOException {
        byte[] noise = new byte[300_000];
        new Random(SEED).nextBytes(noise);
        Path file = GzipFiles.compress(root.resolve("m1.jsonl.gz"), noise, GzipLayout.TEXT_BYTES);

        try (GzipSource source = GzipSource.open(Disk.SYSTEM, file)) {
            assertThat(GzipFiles.readAll(source)).isEqualTo(noise);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 65536", "1, 65536", "200000, 65536", "70000, 16"})
    void theGzipProgramReadsIt(int bytes, int memberText) throws Exception {
        byte[] text = GzipFiles.text(bytes, SEED);
        Path file = GzipFiles.compress(root.resolve("m1.jsonl.gz"), text, memberText);

        assertThat(gzip("-t", file)).as("what gzip -t says").isEmpty();
        assertThat(gzip("-dc", file)).isEqualTo(text);
    }

    @Test
    void theSameTextGivesTheSameFile() throws IOException {
        byte[] text = GzipFiles.text(200_000, SEED);

        assertThat(GzipFiles.compressed(root, text, GzipLayout.TEXT_BYTES))
                .isEqualTo(GzipFiles.compressed(root, text, GzipLayout.TEXT_BYTES));
    }

    /** The example of docs/recording-format.md, which others write their readers by. */
    @Test
    void theLayoutIsWhatTheDocumentShows() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "recording-format.md"));
        Matcher example = Pattern.compile("```hex\n(.*?)```", Pattern.DOTALL).matcher(document);
        assertThat(example.find()).as("there is an example").isTrue();

        byte[] bytes = GzipFiles.compressed(root, "hi\n".getBytes(UTF_8), GzipLayout.TEXT_BYTES);

        assertThat(GzipLayout.pieceBytes(GzipLayout.MEMBERS_PER_PIECE)).isEqualTo(32_815);
        assertThat(GzipLayout.TRAILER_BYTES).isEqualTo(74);
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(example.group(1).replaceAll("#.*|\\s", ""));
    }

    private void readAtRandom(GzipSource source, byte[] text) throws IOException {
        Random random = new Random(SEED);
        byte[] target = new byte[5000];
        for (int i = 0; i < 1000; i++) {
            int position = random.nextInt(text.length + 10);
            int offset = random.nextInt(100);
            int length = 1 + random.nextInt(target.length - offset);
            int count = source.read(target, offset, length, position);
            if (position >= text.length) {
                assertThat(count).isEqualTo(-1);
            } else {
                assertThat(count).isBetween(1, length);
                assertThat(Arrays.copyOfRange(target, offset, offset + count))
                        .as("seed %d, %d bytes at %d", SEED, length, position)
                        .isEqualTo(Arrays.copyOfRange(text, position, position + count));
            }
        }
    }

    private static byte[] gzip(String option, Path file) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder("gzip", option)
                    .redirectInput(file.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "there is no gzip program here: " + e.getMessage());
            throw e;
        }
        try {
            byte[] out = process.getInputStream().readAllBytes();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("gzip ends").isTrue();
            assertThat(process.exitValue()).as("exit of gzip %s", option).isZero();
            return out;
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aSourceIsCompressedAndExpanded() throws IOException {
        byte[] text = GzipFiles.text(200_000, SEED);
        Path plain = Files.write(root.resolve("m1.jsonl"), text);
        Path gzip = root.resolve("m1.jsonl.gz");
        Path again = root.resolve("again.jsonl");

        try (DataFile source = DataFile.openToRead(Disk.SYSTEM, plain)) {
            GzipWriter.compress(source, gzip, Disk.SYSTEM, SyncLevel.DISK);
        }
        try (GzipSource source = GzipSource.open(Disk.SYSTEM, gzip)) {
            source.verify();
        }
        try (DataFile source = DataFile.openToRead(Disk.SYSTEM, gzip)) {
            GunzipInput.decompress(source, again, Disk.SYSTEM, SyncLevel.DISK);
        }

        assertThat(again).hasBinaryContent(text);
    }

    @Test
    void aStreamIsCompressedWithoutBeingKept() throws IOException {
        Path gzip = root.resolve("m1.jsonl.gz");
        GzipWriter.compress(new ByteArrayInputStream(GzipFiles.text(100, SEED)), gzip, Disk.SYSTEM, SyncLevel.OS);

        try (GzipSource source = GzipSource.open(Disk.SYSTEM, gzip)) {
            assertThat(GzipFiles.readAll(source)).isEqualTo(GzipFiles.text(100, SEED));
        }
    }
}
