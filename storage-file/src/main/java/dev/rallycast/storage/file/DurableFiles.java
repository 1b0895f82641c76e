package dev.rallycast.storage.file;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes files that appear whole or not at all, and whose names survive a power cut. */
final class DurableFiles {
    private static final Logger LOG = LoggerFactory.getLogger(DurableFiles.class);

    /** Writes what the file shall hold. */
    @FunctionalInterface
    interface Content {
        void writeTo(DataFile file) throws IOException;
    }

    private DurableFiles() {}

    /**
     * Makes a file, or replaces it: the content goes to {@code <target>.tmp}, which then takes the target's name in one step.
     * If that fails, the temporary file is deleted and the target is what it was. Only if the folder can't be forced to the
     * disk the new content is in place, but might not survive a power cut.
     */
    static void replace(Disk disk, Path target, SyncLevel sync, Content content) throws IOException {
        Path folder = target.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IllegalArgumentException(target + " is a folder: expected a file's path");
        }
        Path temporary = temporary(target);
        // One that a crash has left, or a link that somebody has put there.
        disk.delete(temporary);
        disk.create(temporary);
        try {
            try (DataFile file = DataFile.openToWrite(disk, temporary)) {
                content.writeTo(file);
                if (sync == SyncLevel.DISK) {
                    file.force();
                }
            }
            disk.rename(temporary, target);
        } catch (Throwable e) {
            try {
                disk.delete(temporary);
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
        forceNames(disk, folder, sync);
    }

    /** Where a file is written before it takes its name. */
    static Path temporary(Path target) {
        return target.resolveSibling(target.getFileName() + FileNames.TEMPORARY_SUFFIX);
    }

    /** Makes a folder, and those that it is in, where there are none. */
    static void createFolder(Disk disk, Path folder, SyncLevel sync) throws IOException {
        // Asked first: a link to a folder is good, but would be refused.
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            createFolder(disk, parent, sync);
        }
        // By another process meanwhile does no harm.
        Files.createDirectories(folder);
        if (parent != null) {
            forceNames(disk, parent, sync);
        }
    }

    /** Makes new and removed names of a folder survive a power cut, if that is asked for. */
    static void forceNames(Disk disk, Path folder, SyncLevel sync) throws IOException {
        if (sync != SyncLevel.DISK) {
            return;
        }
        boolean interrupted = false;
        boolean done = false;
        try {
            while (!done) {
                // An interrupt would close the channel, see DataFile.
                interrupted |= Thread.interrupted();
                done = forceFolder(disk, folder);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean forceFolder(Disk disk, Path folder) throws IOException {
        FileChannel channel;
        try {
            channel = disk.openFolder(folder);
        } catch (AccessDeniedException e) {
            LOG.debug("{}: this system, like Windows, does not open folders to force them to disk", folder, e);
            return true;
        }
        try (channel) {
            channel.force(true);
            return true;
        } catch (ClosedByInterruptException e) {
            return false;
        }
    }
}
