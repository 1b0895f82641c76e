package dev.rallycast.testkit;

import dev.rallycast.spi.WritableGameStorage;
import dev.rallycast.storage.memory.InMemoryGameStorage;

class InMemoryGameStorageContractTest extends GameStorageContract {
    @Override
    protected StorageHarness harness() {
        InMemoryGameStorage storage = new InMemoryGameStorage();
        return new StorageHarness() {
            @Override
            public WritableGameStorage storage() {
                return storage;
            }

            @Override
            public boolean canReopen() {
                return false;
            }

            @Override
            public void close() {
                storage.close();
            }
        };
    }
}
