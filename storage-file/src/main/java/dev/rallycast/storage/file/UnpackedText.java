package dev.rallycast.storage.file;

import java.io.IOException;
import java.nio.file.Path;

/** The text of any gzip file, in a temporary file that goes with it. */
final class UnpackedText implements TextSource {
    private final Disk disk;
    private final Path gzip;
    private final DataFile text;

    private UnpackedText(Disk disk, Path gzip, DataFile text) {
        this.disk = disk;
        this.gzip = gzip;
        this.text = text;
    }

    /**
     * Unpacks a file.
     *
     * @param temporary where to; what has that name is replaced
     * @throws dev.rallycast.model.CorruptRecordingException if it is not a gzip file, or cut or damaged
     */
    static UnpackedText of(Disk disk, Path gzip, Path temporary) throws IOException {
        try (DataFile file = DataFile.openToRead(disk, gzip)) {
            GunzipInput.decompress(file, temporary, disk, SyncLevel.OS);
        }
        return new UnpackedText(disk, gzip, DataFile.openToRead(disk, temporary));
    }

    /** That of the gzip file: the temporary one is gone when anybody reads the name. */
    @Override
    public Path path() {
        return gzip;
    }

    @Override
    public long size() throws IOException {
        return text.size();
    }

    @Override
    public int read(byte[] target, int offset, int length, long position) throws IOException {
        return text.read(target, offset, length, position);
    }

    @Override
    public boolean isSameAs(TextSource other) {
        return other instanceof UnpackedText that && text.isSameAs(that.text);
    }

    @Override
    public void close() throws IOException {
        try (text) {
            disk.delete(text.path());
        }
    }
}
