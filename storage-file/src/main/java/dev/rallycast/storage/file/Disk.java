package dev.rallycast.storage.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** Every call that changes a disk, or must not fail unseen, goes through here, so that tests can make each of them fail. */
interface Disk {
    /** The system's own. */
    Disk SYSTEM = new Disk() {};

    default FileChannel open(Path path, Set<OpenOption> options) throws IOException {
        return FileChannel.open(path, options);
    }

    /** Makes an empty file. */
    default void create(Path path) throws IOException {
        Files.createFile(path);
    }

    /** Renames a file, in one step, over one that has the name already. */
    default void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Gives a file a second name; fails if something has that name already, and on file systems that can't. */
    default void link(Path existing, Path link) throws IOException {
        Files.createLink(link, existing);
    }

    default boolean delete(Path path) throws IOException {
        return Files.deleteIfExists(path);
    }

    /** Opens a folder to force its names to the disk; fails on systems, like Windows, that open no folders. */
    default FileChannel openFolder(Path folder) throws IOException {
        return FileChannel.open(folder, StandardOpenOption.READ);
    }
}
