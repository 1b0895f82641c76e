package dev.rallycast.storage.file;

import java.io.IOException;

/**
 * Finds where the whole lines of a text with checksums end, from its end backwards: what is behind them is a torn tail. Costs
 * as much as that tail is long, in bounded memory.
 */
final class WholeLines {
    private static final int CHUNK = 64 * 1024;
    private static final int SHORTEST_LINE = 32;
    private static final int NEARBY = 4096;
    private static final int NEAREST = 64; // as some lines may be lost before it

    private final TextSource text;
    private final long from;
    private final long fromIndex;
    private final byte[] chunk = new byte[CHUNK];
    private long chunkAt;
    private int chunkLength;

    private WholeLines(TextSource text, Cursor from) {
        this.text = text;
        this.from = from.offset();
        this.fromIndex = from.index();
    }

    /** How far a text of some size can be relied on: without checksums, up to its end. */
    static long end(TextSource text, LineForm lines, Cursor from, long size) throws IOException {
        return lines.checksummed() && from.offset() < size ? end(text, from, size) : size;
    }

    /**
     * The offset behind the last whole line between a place and an offset, line feed included; the place's if there is none.
     */
    static long end(TextSource text, Cursor from, long to) throws IOException {
        return new WholeLines(text, from).endBefore(to);
    }

    /** Whether what is before an offset ends with the whole line of an ordinal, line feed included. */
    static boolean endsWith(TextSource text, Cursor from, long end, long ordinal) throws IOException {
        WholeLines lines = new WholeLines(text, from);
        long feed = end - 1;
        return feed > from.offset()
                && lines.at(feed) == '\n'
                && lines.ordinal(lines.lineStart(feed), feed) == (ordinal & 0xffff_ffffL);
    }

    private long endBefore(long to) throws IOException {
        long at = to;
        while (at > from) {
            at--;
            if (at(at) == '\n' && endsLikeALine(at) && isWhole(at)) {
                return at + 1;
            }
        }
        return from;
    }

    private boolean endsLikeALine(long feed) throws IOException {
        return feed - LineChecksum.LENGTH > from && at(feed - 1) == '}' && at(feed - 2) == '"';
    }

    /**
     * Whether the line that ends with the line feed at an offset is whole, in whatever place. Its checksum alone is right by
     * chance for one place of 2^32. So it must be that of a place nearby, or the line before it must be that of the place
     * before.
     */
    private boolean isWhole(long feed) throws IOException {
        long start = lineStart(feed);
        long ordinal = ordinal(start, feed);
        if (ordinal < 0) {
            return false;
        }
        // Modulo 2^32, as the ordinal is.
        long ahead = (ordinal - fromIndex) & 0xffff_ffffL;
        if (ahead <= Math.min(NEARBY, Math.max(NEAREST, (feed - from) / SHORTEST_LINE))) {
            return true;
        }
        // Not -1, which is no line: the ordinal before 0 is the greatest one.
        return start > from && ordinal(lineStart(start - 1), start - 1) == ((ordinal - 1) & 0xffff_ffffL);
    }

    /** The ordinal of which the checksum of a line speaks, if it is whole; -1 if it has none. */
    private long ordinal(long start, long feed) throws IOException {
        if (start < 0 || feed - LineChecksum.LENGTH <= start) {
            return -1;
        }
        byte[] line = new byte[(int) (feed - start)];
        read(line, line.length, start);
        return LineChecksum.isPresent(line, 0, line.length) ? LineChecksum.ordinal(line, 0, line.length) : -1;
    }

    /** Where the line before a line feed begins; -1 if it is too long for a line. */
    private long lineStart(long feed) throws IOException {
        byte[] before = new byte[256];
        long at = feed;
        while (at > from && feed - at <= LineReader.MAX_LINE_BYTES) {
            int length = (int) Math.min(before.length, at - from);
            read(before, length, at - length);
            for (int i = length - 1; i >= 0; i--) {
                if (before[i] == '\n') {
                    return at - length + i + 1;
                }
            }
            at -= length;
            before = new byte[Math.min(2 * before.length, CHUNK)];
        }
        return at == from && feed - from <= LineReader.MAX_LINE_BYTES ? from : -1;
    }

    private byte at(long position) throws IOException {
        if (position < chunkAt || position >= chunkAt + chunkLength) {
            // Ends here, as the next ones to be asked for are before it.
            chunkAt = Math.max(from, position + 1 - CHUNK);
            chunkLength = (int) (position + 1 - chunkAt);
            read(chunk, chunkLength, chunkAt);
        }
        return chunk[(int) (position - chunkAt)];
    }

    private void read(byte[] target, int length, long position) throws IOException {
        int filled = 0;
        while (filled < length) {
            int count = text.read(target, filled, length - filled, position + filled);
            if (count <= 0) {
                throw new IOException(
                        text.path() + " was cut before byte " + (position + length) + " while it was read");
            }
            filled += count;
        }
    }
}
