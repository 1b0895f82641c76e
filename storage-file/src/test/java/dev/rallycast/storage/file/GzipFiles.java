package dev.rallycast.storage.file;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** What the tests of compressed recordings have in common. */
final class GzipFiles {
    private GzipFiles() {}

    /** Lines like those of a recording, cut at so many bytes. */
    static byte[] text(int bytes, long seed) {
        Random random = new Random(seed);
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes + 128);
        for (long t = 0; out.size() < bytes; t += 1 + random.nextInt(30_000)) {
            String line = "{\"t\":" + t / 1000 + "." + t % 1000 + ",\"kind\":\"point\",\"data\":{\"winner\":"
                    + random.nextInt(2) + ",\"rally\":" + random.nextInt(20) + "}}\n";
            out.writeBytes(line.getBytes(StandardCharsets.UTF_8));
        }
        return Arrays.copyOf(out.toByteArray(), bytes);
    }

    static Path compress(Path target, byte[] text, int memberText) throws IOException {
        GzipWriter.compress(new ByteArrayInputStream(text), target, Disk.SYSTEM, SyncLevel.OS, memberText);
        return target;
    }

    /** The compressed form of the text, made in a folder. */
    static byte[] compressed(Path folder, byte[] text, int memberText) throws IOException {
        Path file = compress(folder.resolve("made.jsonl.gz"), text, memberText);
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        return bytes;
    }

    static GzipSource open(byte[] compressed) throws IOException {
        return new GzipSource(source(compressed));
    }

    static byte[] readAll(TextSource source) throws IOException {
        return new SourceInput(source).readAllBytes();
    }

    /** A compressed file in memory. */
    static ByteSource source(byte[] compressed) {
        return new ByteSource(Path.of("m1.jsonl.gz"), compressed);
    }
}
