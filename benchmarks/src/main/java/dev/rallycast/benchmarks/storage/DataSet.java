package dev.rallycast.benchmarks.storage;

import dev.rallycast.benchmarks.harness.Progress;
import dev.rallycast.storage.file.FileGameStorage;
import dev.rallycast.storage.file.IndexDensity;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A recording that both densities have in a folder of their own, with one file between them and an index file each.
 *
 * @param root the directory of all data
 * @param events how many it has
 */
record DataSet(Path root, long events) {
    /** Makes the recording, if it is not there. */
    static DataSet make(Path root, long events, Generator generator, Progress progress) throws IOException {
        DataSet set = new DataSet(root, events);
        for (IndexDensity density : Densities.ALL) {
            Files.createDirectories(set.folder(density));
        }
        try (FileGameStorage storage = Densities.open(set.folder(IndexDensity.SPARSE), IndexDensity.SPARSE)) {
            generator.record(storage, set.gameId(), events, progress);
        }
        Path original = set.data(IndexDensity.SPARSE);
        Path other = set.data(IndexDensity.DENSE);
        if (!Files.exists(other) || !Files.isSameFile(original, other)) {
            Files.deleteIfExists(other);
            link(original, other);
        }
        return set;
    }

    private static void link(Path original, Path other) throws IOException {
        try {
            Files.createLink(other, original);
        } catch (UnsupportedOperationException | FileSystemException e) {
            // A file system without hard links; twice the space, and the page cache holds both.
            Files.copy(original, other);
        }
    }

    String gameId() {
        return "events-" + events;
    }

    Path folder(IndexDensity density) {
        return root.resolve(Densities.label(density));
    }

    /** The recording's file. */
    Path data(IndexDensity density) {
        return folder(density).resolve(gameId() + ".jsonl");
    }

    /** Where the recording's index file is, if it has one. */
    Path index(IndexDensity density) {
        return folder(density).resolve(gameId() + ".idx");
    }
}
