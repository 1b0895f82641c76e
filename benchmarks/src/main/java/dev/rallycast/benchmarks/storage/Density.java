package dev.rallycast.benchmarks.storage;

import dev.rallycast.storage.file.FileGameStorage;
import dev.rallycast.storage.file.SyncLevel;
import java.nio.file.Path;
import java.util.Locale;

/** Which of its places a recording's index names. */
enum Density {
    /** One in every few events. */
    SPARSE,
    /** Every event. */
    DENSE;

    /** Opens a folder of recordings whose index files have this density. */
    FileGameStorage open(Path folder) {
        return FileGameStorage.builder(folder).sync(SyncLevel.OS).build();
    }

    /** The name of the folder, and of the density in the report. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
