package dev.rallycast.storage.file;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.storage.file.GzipLayout.Trailer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * The text of a compressed recording. Opening reads only the trailer. A read inflates the one member that it falls into, for
 * which it reads 16 bytes of the table and the member; the 8 members used last stay inflated. Memory: at most 512 KiB for
 * those and, while a thread inflates one, 192 KiB and zlib's 40 KiB for that thread, whatever the length of the text.
 *
 * <p>Nothing in the file is trusted: a member must carry its own number and length, inflate to just the text that it should
 * hold and match its checksum. Thread-safe; threads inflate different members at the same time, and the same one once.
 */
final class GzipSource implements TextSource {
    private static final int CACHED_MEMBERS = 8;

    private final TextSource file;
    private final Trailer trailer;
    private final Map<Long, Member> members = new LinkedHashMap<>(16, 0.75f, true); // guarded by itself
    private volatile boolean closed;

    /**
     * Reads what the compressed file is; closes it when this is closed.
     *
     * @throws CorruptRecordingException if it is not a compressed recording with all its parts
     */
    GzipSource(TextSource file) throws IOException {
        this.file = file;
        long size = file.size();
        if (size < GzipLayout.TRAILER_BYTES) {
            throw notOurs();
        }
        byte[] bytes = new byte[GzipLayout.TRAILER_BYTES];
        readFully(bytes, bytes.length, size - bytes.length);
        Trailer read = GzipLayout.trailer(bytes, size);
        if (read == null) {
            int version = GzipLayout.version(bytes);
            if (version > GzipLayout.VERSION) {
                throw new CorruptRecordingException(
                        path() + ": a compressed recording of version " + version + ": expected " + GzipLayout.VERSION);
            }
            throw notOurs();
        }
        this.trailer = read;
    }

    /**
     * Opens a compressed recording.
     *
     * @throws java.nio.file.NoSuchFileException if there is none, or if it is not a regular file
     * @throws CorruptRecordingException if it is not a compressed recording with all its parts
     */
    static GzipSource open(Disk disk, Path path) throws IOException {
        DataFile file = DataFile.openToRead(disk, path);
        try {
            return new GzipSource(file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public Path path() {
        return file.path();
    }

    @Override
    public long size() throws IOException {
        requireOpen();
        return trailer.text();
    }

    /** The CRC-32C that the text has according to the file. */
    int textCrc() {
        return trailer.textCrc();
    }

    /**
     * Reads as {@link TextSource} says, up to the end of the member at that place.
     *
     * @throws CorruptRecordingException if the file is damaged there
     */
    @Override
    public int read(byte[] target, int offset, int length, long position) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (position < 0) {
            throw new IllegalArgumentException("position is " + position + ": expected 0 or more");
        }
        requireOpen();
        if (position >= trailer.text()) {
            return -1;
        }
        byte[] text = member(position / trailer.memberText()).text();
        int start = (int) (position % trailer.memberText());
        int count = Math.min(length, text.length - start);
        System.arraycopy(text, start, target, offset, count);
        return count;
    }

    @Override
    public boolean isSameAs(TextSource other) {
        return other instanceof GzipSource that && file.isSameAs(that.file);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        synchronized (members) {
            members.clear();
        }
        file.close();
    }

    /**
     * Reads all of the file and checks all that can be checked.
     *
     * @throws CorruptRecordingException if anything in it is damaged
     */
    void verify() throws IOException {
        CRC32C crc = new CRC32C();
        long[] places = new long[0];
        long end = 0;
        for (long member = 0; member < trailer.members(); member++) {
            int inPiece = (int) (member % GzipLayout.MEMBERS_PER_PIECE);
            if (inPiece == 0) {
                places = piece(member);
                if (places[0] != end) {
                    throw damaged(
                            trailer.entry(member),
                            member,
                            "should begin at byte " + end + ", the table says " + places[0]);
                }
            }
            byte[] text = inflate(member, places[inPiece], places[inPiece + 1]);
            crc.update(text);
            end = places[inPiece + 1];
        }
        if (end != trailer.table()) {
            throw new CorruptRecordingException(
                    path() + " (byte " + end + "): the compressed text ends here, expected it to"
                            + " reach to the table at byte " + trailer.table());
        }
        if ((int) crc.getValue() != trailer.textCrc()) {
            throw new CorruptRecordingException(path() + ": the text as a whole does not match its checksum");
        }
    }

    private Member member(long number) throws IOException {
        synchronized (members) {
            // Asked again: what is put after the closing would stay.
            requireOpen();
            Member member = members.computeIfAbsent(number, Member::new);
            if (members.size() > CACHED_MEMBERS) {
                Iterator<Member> eldest = members.values().iterator();
                eldest.next();
                eldest.remove();
            }
            return member;
        }
    }

    /** One member's text; who comes first inflates it. */
    private final class Member {
        private final long number;
        private byte @Nullable [] text;

        Member(long number) {
            this.number = number;
        }

        synchronized byte[] text() throws IOException {
            byte[] inflated = text;
            if (inflated == null) {
                byte[] entries = new byte[2 * Long.BYTES];
                readFully(entries, entries.length, trailer.entry(number));
                ByteBuffer in = ByteBuffer.wrap(entries).order(ByteOrder.LITTLE_ENDIAN);
                inflated = inflate(number, in.getLong(), in.getLong());
                text = inflated;
            }
            return inflated;
        }
    }

    /** The places that the piece of the table beginning with this member has. */
    private long[] piece(long first) throws IOException {
        int count = (int) Math.min(GzipLayout.MEMBERS_PER_PIECE, trailer.members() - first);
        byte[] bytes = new byte[GzipLayout.pieceBytes(count)];
        long at = trailer.piece(first);
        readFully(bytes, bytes.length, at);
        long[] places = new long[count + 1];
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .position((int) (trailer.entry(first) - at))
                .asLongBuffer()
                .get(places);
        if (!Arrays.equals(bytes, GzipLayout.piece(first, places))) {
            throw new CorruptRecordingException(path() + " (byte " + at + "): this piece of the table is damaged");
        }
        return places;
    }

    private byte[] inflate(long number, long start, long end) throws IOException {
        // No sum is made before both are known to lie in the file.
        if (start < 0
                || start > trailer.table()
                || end > trailer.table()
                || end - start < GzipLayout.MIN_MEMBER_BYTES
                || end - start > GzipLayout.MAX_MEMBER_BYTES) {
            throw damaged(
                    trailer.entry(number), number, "can't be at bytes " + start + " to " + end + " as the table says");
        }
        byte[] bytes = new byte[(int) (end - start)];
        readFully(bytes, bytes.length, start);
        if (!GzipLayout.hasDataHeader(bytes, bytes.length, number)) {
            throw damaged(
                    start, number, "expected the header of member " + number + " with " + bytes.length + " bytes");
        }
        byte[] text = new byte[trailer.textOf(number)];
        Inflater inflater = new Inflater(true);
        try {
            int deflated = bytes.length - GzipLayout.DATA_HEADER_BYTES - GzipLayout.FOOTER_BYTES;
            inflater.setInput(bytes, GzipLayout.DATA_HEADER_BYTES, deflated);
            int filled = 0;
            while (filled < text.length) {
                int count = inflater.inflate(text, filled, text.length - filled);
                if (count == 0) {
                    throw damaged(start, number, "holds only " + filled + " bytes of text: expected " + text.length);
                }
                filled += count;
            }
            // The code that ends the data may still be to come.
            if (inflater.inflate(new byte[1]) != 0) {
                throw damaged(start, number, "holds more than " + text.length + " bytes of text");
            }
            if (!inflater.finished() || inflater.getRemaining() != 0) {
                throw damaged(start, number, "the deflated data doesn't end where the member ends");
            }
        } catch (DataFormatException e) {
            throw damaged(start, number, "broken deflated data: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
        CRC32 crc = new CRC32();
        crc.update(text);
        ByteBuffer footer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        footer.position(bytes.length - GzipLayout.FOOTER_BYTES);
        if (footer.getInt() != (int) crc.getValue() || footer.getInt() != text.length) {
            throw damaged(start, number, "the text does not match its checksum and length");
        }
        return text;
    }

    private void readFully(byte[] target, int length, long position) throws IOException {
        int filled = 0;
        while (filled < length) {
            int count = file.read(target, filled, length - filled, position + filled);
            if (count < 0) {
                throw new CorruptRecordingException(
                        path() + " (byte " + (position + filled) + "): the file was cut off while it was open");
            }
            filled += count;
        }
    }

    private void requireOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    private CorruptRecordingException notOurs() {
        return new CorruptRecordingException(
                path() + ": this gzip file was not written by Rallycast or was cut off, as it"
                        + " does not end with the trailer of a compressed recording: `recording convert` makes a seekable one of it");
    }

    private CorruptRecordingException damaged(long place, long number, String why) {
        return damaged(place, number, why, null);
    }

    private CorruptRecordingException damaged(long place, long number, String why, @Nullable Exception cause) {
        long first = number * trailer.memberText();
        return new CorruptRecordingException(
                path() + " (byte " + place + "), member with text bytes " + first + " to "
                        + (first + trailer.textOf(number) - 1) + ": " + why,
                cause);
    }
}
