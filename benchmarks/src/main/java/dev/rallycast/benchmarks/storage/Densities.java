package dev.rallycast.benchmarks.storage;

import dev.rallycast.storage.file.FileGameStorage;
import dev.rallycast.storage.file.IndexDensity;
import dev.rallycast.storage.file.SyncLevel;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The kinds of index files. */
final class Densities {
    /** In the order of the goals. */
    static final List<IndexDensity> ALL = List.of(IndexDensity.DENSE, IndexDensity.SPARSE);

    private Densities() {}

    /** Opens a folder of recordings whose index files have a density. */
    static FileGameStorage open(Path folder, IndexDensity density) {
        return open(folder, density, false);
    }

    /** The same, with finished recordings mapped into memory or not. */
    static FileGameStorage open(Path folder, IndexDensity density, boolean mapped) {
        return FileGameStorage.builder(folder)
                .sync(SyncLevel.OS)
                .index(density)
                .mapped(mapped)
                .build();
    }

    /** The name of a density in the report, and of its folder. */
    static String label(IndexDensity density) {
        return density.name().toLowerCase(Locale.ROOT);
    }
}
