package dev.rallycast.storage.file;

import java.nio.file.Path;

/** The contract with a sparse index file beside each recording, however short. */
class SparseIndexContractTest extends FileGameStorageContractTest {
    @Override
    FileGameStorage.Builder builder(Path folder) {
        return FileGameStorage.builder(folder).index(IndexDensity.SPARSE).indexFrom(0);
    }
}
