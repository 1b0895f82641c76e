package dev.rallycast.storage.file;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.storage.file.GzipLayout.Trailer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text of any gzip file (RFC 1952) from beginning to end, in bounded memory, with all its members and checksums.
 * Unlike {@link java.util.zip.GZIPInputStream} it doesn't take a cut or damaged member for the end, and it knows that a
 * compressed recording ends with a trailer. Zeros behind the last member are padding. Not thread-safe.
 */
final class GunzipInput extends InputStream {
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private final InputStream in;
    private final Path path;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] buffer = new byte[1 << 16];
    private int next;
    private int filled;
    private long base; // the place in the file of the buffer's first byte
    private long memberBytes;
    private boolean inMember;
    private boolean ended;
    private boolean trailerExpected;
    // Of the text since the last trailer.
    private final CRC32C textCrc = new CRC32C();
    private long textBytes;

    /** @param path the file's name in messages */
    GunzipInput(InputStream in, Path path) {
        this.in = in;
        this.path = path;
    }

    /**
     * Writes the text of any gzip file into a file of its own, which appears whole or not at all.
     *
     * @throws CorruptRecordingException if it is not a gzip file, or cut or damaged
     */
    static void decompress(TextSource gzip, Path target, Disk disk, SyncLevel sync) throws IOException {
        DurableFiles.replace(disk, target, sync, file -> {
            try (InputStream text = new GunzipInput(new SourceInput(gzip), gzip.path())) {
                byte[] piece = new byte[1 << 16];
                long position = 0;
                for (int count = text.read(piece); count >= 0; count = text.read(piece)) {
                    file.write(piece, count, position);
                    position += count;
                }
            }
        });
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** @throws CorruptRecordingException if this is not a gzip file, or cut or damaged */
    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        while (inMember || nextMember()) {
            if (inflater.finished()) {
                endMember();
            } else if (inflater.needsDictionary()) {
                throw damaged("needs a preset dictionary, which gzip doesn't know");
            } else if (inflater.needsInput()) {
                if (next == filled && !fill()) {
                    throw cut();
                }
                inflater.setInput(buffer, next, filled - next);
            }
            int count = inMember ? inflate(target, offset, length) : 0;
            if (count > 0) {
                return count;
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }

    private int inflate(byte[] target, int offset, int length) {
        try {
            int count = inflater.inflate(target, offset, length);
            next = filled - inflater.getRemaining();
            crc.update(target, offset, count);
            memberBytes += count;
            textCrc.update(target, offset, count);
            textBytes += count;
            return count;
        } catch (DataFormatException e) {
            throw damaged("broken deflated data: " + e.getMessage(), e);
        }
    }

    /** Reads the header of the next member; false at the end of the file. */
    private boolean nextMember() throws IOException {
        if (ended) {
            return false;
        }
        boolean first = base + next == 0;
        int byte1 = readByte();
        if (!first && byte1 <= 0) {
            endFile(byte1);
            return false;
        }
        crc.reset();
        crc.update(byte1);
        int byte2 = byte1 == 0x1f ? headerByte() : -1;
        if (byte2 != 0x8b) {
            throw damaged(first ? "this is not a gzip file" : "what follows is not gzip");
        }
        int method = headerByte();
        int flags = headerByte();
        if (method != 8 || (flags & RESERVED) != 0) {
            throw damaged("unknown compression method " + method + " or flags " + flags);
        }
        for (int i = 0; i < 6; i++) {
            headerByte(); // time, system
        }
        if ((flags & EXTRA) != 0) {
            extra();
        }
        if ((flags & NAME) != 0) {
            skipString();
        }
        if ((flags & COMMENT) != 0) {
            skipString();
        }
        int expected = (int) crc.getValue() & 0xffff;
        if ((flags & HEADER_CRC) != 0 && (headerByte() | headerByte() << 8) != expected) {
            throw damaged("the header of this member does not match its checksum");
        }
        crc.reset();
        memberBytes = 0;
        inflater.reset();
        inMember = true;
        return true;
    }

    private void endMember() throws IOException {
        // The checksum covers the text only, but is read by the means that the header has.
        long sum = crc.getValue();
        if (readInt() != sum || readInt() != (memberBytes & 0xffff_ffffL)) {
            throw damaged("the text of the member that ends here does not match its checksum and length");
        }
        inMember = false;
    }

    private void endFile(int firstByte) throws IOException {
        for (int padding = firstByte; padding >= 0; padding = readByte()) {
            if (padding != 0) {
                throw damaged("what follows is not gzip");
            }
        }
        if (trailerExpected) {
            throw damaged("cut off: expected the trailer of a compressed recording");
        }
        ended = true;
    }

    private void extra() throws IOException {
        int length = headerByte() | headerByte() << 8;
        byte[] start = new byte[Math.min(length, GzipLayout.TRAILER_EXTRA_BYTES)];
        for (int i = 0; i < length; i++) {
            int value = headerByte();
            if (i < start.length) {
                start[i] = (byte) value;
            }
        }
        byte kind = GzipLayout.kind(start);
        if (kind == GzipLayout.TRAILER) {
            requireText(GzipLayout.stated(start));
            trailerExpected = false;
        } else if (kind != 0) {
            trailerExpected = true;
        }
    }

    /** A wrong length in a header can make a whole member vanish in an extra field; the trailer tells. */
    private void requireText(@Nullable Trailer trailer) {
        if (trailer == null || trailer.text() != textBytes || trailer.textCrc() != (int) textCrc.getValue()) {
            throw damaged("the text before this trailer is not what the trailer says");
        }
        textBytes = 0;
        textCrc.reset();
    }

    private void skipString() throws IOException {
        while (headerByte() != 0) {
            // A name or a comment, of any length.
        }
    }

    private int headerByte() throws IOException {
        int value = readByte();
        if (value < 0) {
            throw cut();
        }
        crc.update(value);
        return value;
    }

    private long readInt() throws IOException {
        long value = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            value |= (long) headerByte() << shift;
        }
        return value;
    }

    private int readByte() throws IOException {
        return next < filled || fill() ? buffer[next++] & 0xff : -1;
    }

    private boolean fill() throws IOException {
        int count = in.read(buffer, 0, buffer.length);
        if (count < 0) {
            return false;
        }
        base += filled;
        next = 0;
        filled = count;
        return true;
    }

    private CorruptRecordingException cut() {
        return damaged("cut off in the middle of a gzip member");
    }

    private CorruptRecordingException damaged(String why) {
        return damaged(why, null);
    }

    private CorruptRecordingException damaged(String why, @Nullable Exception cause) {
        return new CorruptRecordingException(path + " (byte " + (base + next) + "): " + why, cause);
    }
}
