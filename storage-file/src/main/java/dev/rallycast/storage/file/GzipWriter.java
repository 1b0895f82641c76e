package dev.rallycast.storage.file;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.storage.file.GzipLayout.Trailer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;

/**
 * Compresses a text so that {@link GzipSource} can read it at any place. Memory: 200 KiB, zlib's 270 KiB and 4 bytes for each
 * 64 KiB of text. Not thread-safe.
 */
final class GzipWriter {
    private final DataFile file;
    private final byte[] text;
    private final byte[] member = new byte[GzipLayout.MAX_MEMBER_BYTES];
    private final CRC32C textCrc = new CRC32C();
    private int[] lengths = new int[64];
    private int members;
    private long textBytes;
    private long position;

    private GzipWriter(DataFile file, int memberText) {
        this.file = file;
        this.text = new byte[memberText];
    }

    /**
     * Makes or replaces a compressed file. It is read back and compared before it takes its name; if anything fails, the
     * target is left as it was.
     */
    static void compress(TextSource text, Path target, Disk disk, SyncLevel sync) throws IOException {
        compress(new SourceInput(text), target, disk, sync, GzipLayout.TEXT_BYTES);
    }

    /** Compresses like {@link #compress(TextSource, Path, Disk, SyncLevel)}; leaves the stream open. */
    static void compress(InputStream text, Path target, Disk disk, SyncLevel sync) throws IOException {
        compress(text, target, disk, sync, GzipLayout.TEXT_BYTES);
    }

    /** Compresses with another number of text bytes a member, for tests. */
    static void compress(InputStream text, Path target, Disk disk, SyncLevel sync, int memberText) throws IOException {
        DurableFiles.replace(disk, target, sync, file -> {
            GzipWriter writer = new GzipWriter(file, memberText);
            writer.write(text);
            writer.readBack(disk);
        });
    }

    private void write(InputStream in) throws IOException {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            for (int length = in.readNBytes(text, 0, text.length);
                    length > 0;
                    length = in.readNBytes(text, 0, text.length)) {
                deflater.reset();
                put(deflater, length);
            }
        } finally {
            deflater.end();
        }
        Trailer trailer = trailer();
        putTable();
        put(GzipLayout.trailer(trailer));
    }

    private void put(Deflater deflater, int length) throws IOException {
        deflater.setInput(text, 0, length);
        deflater.finish();
        int end = GzipLayout.DATA_HEADER_BYTES;
        while (!deflater.finished()) {
            int count = deflater.deflate(member, end, member.length - GzipLayout.FOOTER_BYTES - end);
            if (count == 0) {
                throw new IllegalStateException(length + " bytes of text take more than " + end + " bytes deflated");
            }
            end += count;
        }
        CRC32 crc = new CRC32();
        crc.update(text, 0, length);
        int memberBytes = end + GzipLayout.FOOTER_BYTES;
        ByteBuffer.wrap(member)
                .order(ByteOrder.LITTLE_ENDIAN)
                .position(end)
                .putInt((int) crc.getValue())
                .putInt(length);
        GzipLayout.putDataHeader(member, memberBytes, members);
        file.write(member, memberBytes, position);

        if (members == lengths.length) {
            lengths = Arrays.copyOf(lengths, Math.multiplyExact(members, 2));
        }
        lengths[members++] = memberBytes;
        position += memberBytes;
        textCrc.update(text, 0, length);
        textBytes += length;
    }

    private Trailer trailer() {
        return new Trailer(text.length, textBytes, (int) textCrc.getValue(), position);
    }

    private void putTable() throws IOException {
        long place = 0;
        for (int first = 0; first < members; first += GzipLayout.MEMBERS_PER_PIECE) {
            int count = Math.min(GzipLayout.MEMBERS_PER_PIECE, members - first);
            long[] places = new long[count + 1];
            for (int i = 0; i < count; i++) {
                places[i] = place;
                place += lengths[first + i];
            }
            places[count] = place;
            put(GzipLayout.piece(first, places));
        }
    }

    private void put(byte[] bytes) throws IOException {
        file.write(bytes, bytes.length, position);
        position += bytes.length;
    }

    /** A compressed form may be the only copy soon, so nothing is taken on trust. */
    private void readBack(Disk disk) throws IOException {
        try (GzipSource written = GzipSource.open(disk, file.path())) {
            written.verify();
            if (written.size() != textBytes || written.textCrc() != (int) textCrc.getValue()) {
                throw new IOException(file.path() + " does not hold the text that was written to it");
            }
        } catch (CorruptRecordingException e) {
            throw new IOException(file.path() + " does not read back as it was written: " + e.getMessage(), e);
        }
    }
}
