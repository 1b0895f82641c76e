package dev.rallycast.storage.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * At most one writer a recording, in this process and among all processes on the machine: a lock on one byte of the
 * folder's lock file, its place derived from the recording's name. The lock file stays empty.
 *
 * <p>POSIX systems drop all of a process's locks on a file when any of its channels to that file is closed. Hence a file
 * apart from the recordings, and a single channel for it in this process.
 */
final class WriterLocks {
    private static final Map<Path, Shared> SHARED = new HashMap<>(); // guarded by itself

    private static final class Shared {
        final FileChannel channel;
        final Set<String> held = new HashSet<>();

        Shared(FileChannel channel) {
            this.channel = channel;
        }
    }

    /** Held until it is released. */
    static final class WriterLock {
        private final Path root;
        private final String stem;
        private final FileLock lock;

        private WriterLock(Path root, String stem, FileLock lock) {
            this.root = root;
            this.stem = stem;
            this.lock = lock;
        }

        void release() throws IOException {
            synchronized (SHARED) {
                Shared shared = SHARED.get(root);
                if (shared == null || !shared.held.remove(stem)) {
                    return;
                }
                try {
                    lock.release();
                } finally {
                    closeIfUnused(root, shared);
                }
            }
        }
    }

    private WriterLocks() {}

    /**
     * Locks a recording for a writer; null if somebody else has it.
     *
     * @param root the real path of the folder
     */
    static @Nullable WriterLock tryAcquire(Path root, String stem) throws IOException {
        synchronized (SHARED) {
            Shared shared = SHARED.get(root);
            if (shared == null) {
                shared = new Shared(FileChannel.open(
                        root.resolve(FileNames.LOCK_FILE),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS));
                SHARED.put(root, shared);
            }
            try {
                FileLock lock = shared.held.contains(stem) ? null : shared.channel.tryLock(place(stem), 1, false);
                if (lock == null) {
                    return null;
                }
                shared.held.add(stem);
                return new WriterLock(root, stem, lock);
            } catch (OverlappingFileLockException e) {
                // The same process has it through another class loader.
                return null;
            } finally {
                closeIfUnused(root, shared);
            }
        }
    }

    private static void closeIfUnused(Path root, Shared shared) throws IOException {
        if (shared.held.isEmpty()) {
            SHARED.remove(root);
            shared.channel.close();
        }
    }

    private static long place(String stem) {
        return ByteBuffer.wrap(FileNames.sha256(stem.getBytes(UTF_8))).getLong() >>> 2;
    }
}
