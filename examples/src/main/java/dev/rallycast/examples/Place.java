package dev.rallycast.examples;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where {@code recording convert} reads and writes: a file, or the recordings in a Redis.
 *
 * @param path the file; null for a Redis
 * @param redis null for a file
 */
record Place(@Nullable Path path, @Nullable RedisPlace redis) {
    /**
     * What an argument names.
     *
     * @throws UsageException if it names nothing that can be; no password is in the message
     */
    static Place of(String word) throws UsageException {
        return RedisPlace.isNamedBy(word) ? new Place(null, RedisPlace.of(word)) : new Place(path(word), null);
    }

    /** A file's. */
    static Path path(String word) throws UsageException {
        try {
            return Path.of(word);
        } catch (InvalidPathException e) {
            throw new UsageException("\"" + word + "\" is not a path: " + e.getReason() + ".");
        }
    }

    /** For messages; without a password. */
    @Override
    public String toString() {
        return String.valueOf(redis == null ? path : redis);
    }
}
