package dev.rallycast.storage.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** An index file can't be written; the recording's text is not to blame. */
final class IndexWriteException extends UncheckedIOException {
    private static final long serialVersionUID = 1;

    IndexWriteException(Path path, IOException cause) {
        super(path + " can't be written: " + cause, cause);
    }
}
