package dev.rallycast.storage.file;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes new, changed and removed names of a folder survive a power cut. */
final class FolderNames {
    private static final Logger LOG = LoggerFactory.getLogger(FolderNames.class);

    private FolderNames() {}

    static void force(Disk disk, Path folder) throws IOException {
        boolean interrupted = false;
        boolean done = false;
        while (!done) {
            // An interrupt would close the channel, see DataFile.
            interrupted |= Thread.interrupted();
            done = tryForce(disk, folder);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean tryForce(Disk disk, Path folder) throws IOException {
        FileChannel channel;
        try {
            channel = disk.openFolder(folder);
        } catch (IOException e) {
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
