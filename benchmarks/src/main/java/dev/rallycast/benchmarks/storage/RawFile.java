package dev.rallycast.benchmarks.storage;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The peers that read: the JDK's own file access without anything around it. Not thread-safe. */
final class RawFile implements AutoCloseable {
    private static final int BLOCK = 1 << 20;
    private static final int PAGE = 4096;

    private final Path path;
    private final FileChannel channel;
    private final ByteBuffer buffer = aligned();

    RawFile(Path path) throws IOException {
        this.path = path;
        this.channel = FileChannel.open(path, StandardOpenOption.READ);
    }

    /** Reads bytes at a position into a direct buffer, and does no more with them than to look at the first and last one. */
    long read(long position, int length) throws IOException {
        buffer.clear().limit(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new EOFException(path.getFileName() + " ends before byte " + (position + length));
            }
        }
        return (long) buffer.get(0) + buffer.get(length - 1);
    }

    /** The bytes that were read last. */
    String text() {
        return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
    }

    /** Reads the whole file in blocks of 1 MiB. */
    long readThrough() throws IOException {
        long sum = 0;
        long position = 0;
        buffer.clear();
        for (int read = channel.read(buffer, 0); read > 0; read = channel.read(buffer.clear(), position)) {
            position += read;
            sum += buffer.get(0);
        }
        return sum + position;
    }

    /** Reads lines with a {@link BufferedReader}, at most so many, and returns how many there were. */
    long countLines(long most) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(path)) {
            long lines = 0;
            while (lines < most && reader.readLine() != null) {
                lines++;
            }
            return lines;
        }
    }

    /** At the beginning of a page, as some processors copy much more slowly to a place shortly behind one. */
    private static ByteBuffer aligned() {
        return ByteBuffer.allocateDirect(BLOCK + 2 * PAGE).alignedSlice(PAGE).slice(0, BLOCK);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
