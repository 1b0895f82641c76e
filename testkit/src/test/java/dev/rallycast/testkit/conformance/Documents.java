package dev.rallycast.testkit.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds files of the checkout, whichever directory of it the tests run in. */
final class Documents {
    private Documents() {}

    static Path find(String name) {
        for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
            Path file = dir.resolve(name);
            if (Files.exists(file)) {
                return file;
            }
        }
        throw new IllegalStateException(name + " is not above " + Path.of("").toAbsolutePath());
    }

    static String read(String name) {
        try {
            return Files.readString(find(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
