package dev.rallycast.storage.file;

import java.nio.file.Path;

/** The contract with a dense index file beside each recording, however short. */
class DenseIndexContractTest extends FileGameStorageContractTest {
    @Override
    FileGameStorage.Builder builder(Path folder) {
        return FileGameStorage.builder(folder).index(IndexDensity.DENSE).indexFrom(0);
    }
}
