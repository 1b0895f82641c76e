package dev.rallycast.storage.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rallycast.spi.WritableGameStorage;
import dev.rallycast.testkit.GameStorageContract;
import dev.rallycast.testkit.StorageHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class FileGameStorageContractTest extends GameStorageContract {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    @Override
    protected StorageHarness harness() {
        return new FileHarness(builder(root.resolve("recordings")));
    }

    /** The options under test. */
    FileGameStorage.Builder builder(Path folder) {
        return FileGameStorage.builder(folder);
    }

    private final class FileHarness implements StorageHarness {
        private final FileGameStorage.Builder builder;
        private FileGameStorage storage;

        FileHarness(FileGameStorage.Builder builder) {
            this.builder = builder;
            this.storage = builder.build();
        }

        @Override
        public WritableGameStorage storage() {
            return storage;
        }

        @Override
        public WritableGameStorage reopen() {
            storage.close();
            storage = builder.build();
            return storage;
        }

        @Override
        public boolean canDamage() {
            return true;
        }

        @Override
        public void damage(String gameId, long index) throws IOException {
            Path file = RecordingFiles.file(root.resolve("recordings"), gameId);
            List<String> lines = new ArrayList<>(Files.readAllLines(file, UTF_8));
            int line = 1 + Math.toIntExact(index);
            lines.set(line, lines.get(line).replace('}', ']'));
            Files.writeString(file, String.join("\n", lines) + "\n");
        }

        @Override
        public void close() {
            storage.close();
        }
    }
}
