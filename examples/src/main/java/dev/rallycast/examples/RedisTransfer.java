package dev.rallycast.examples;

import dev.rallycast.model.Game;
import dev.rallycast.spi.GameStorage;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.RecordingCopy;
import dev.rallycast.spi.RecordingCopy.Progress;
import dev.rallycast.spi.RecordingCopy.Result;
import dev.rallycast.spi.WritableGameStorage;
import dev.rallycast.storage.file.FileGameStorage;
import dev.rallycast.storage.file.RecordingFile;
import dev.rallycast.storage.redis.RedisGameStorage;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Copies a recording from a file to Redis, from Redis to a file, or from one Redis to another. */
final class RedisTransfer {
    private static final String SUFFIX = ".jsonl";

    private final Place from;
    private final Place to;
    private final @Nullable String id;
    private final Progress progress;

    /** @param id the game's; null for that of the file */
    RedisTransfer(Place from, Place to, @Nullable String id, Progress progress) {
        this.from = from;
        this.to = to;
        this.id = id;
        this.progress = progress;
    }

    /**
     * Copies what is missing in the target.
     *
     * @throws dev.rallycast.model.ReplayException as {@link RecordingCopy#copy} does
     * @throws IllegalStateException if the target file has no name of the game, or if there is no source
     */
    Result run() {
        Path file = to.path();
        if (file == null) {
            RedisPlace redis = to.redis();
            if (redis == null) {
                throw new IllegalArgumentException("there is nowhere to copy to");
            }
            try (RedisConnecting connecting = RedisConnecting.to(redis);
                    RedisGameStorage target = connecting.storage().build()) {
                return into(target, null);
            }
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IllegalStateException(file + " is no file: expected one that ends in " + SUFFIX);
        }
        String game = gameId(file);
        try (FileGameStorage target = FileGameStorage.open(folder)) {
            return into(target, game);
        }
    }

    private Result into(WritableGameStorage target, @Nullable String game) {
        RedisPlace redis = from.redis();
        if (redis != null) {
            String asked = id == null ? game : id;
            if (asked == null) {
                throw new IllegalStateException(from + " has many recordings: expected --id as well");
            }
            try (RedisConnecting connecting = RedisConnecting.to(redis);
                    RedisGameStorage source = connecting.storage().build()) {
                return RecordingCopy.copy(source, target, asked, progress);
            }
        }
        Path path = from.path();
        if (path == null) {
            throw new IllegalArgumentException("there is nothing to copy from");
        }
        try (OneFile source = new OneFile(RecordingFile.at(path).open())) {
            return RecordingCopy.copy(source, target, source.recording.game().id(), progress);
        }
    }

    /** The game whose recording a storage would keep in the file. */
    private String gameId(Path file) {
        Optional<String> named =
                file.toString().endsWith(SUFFIX) ? RecordingFile.at(file).gameId() : Optional.empty();
        if (named.isEmpty()) {
            throw new IllegalStateException(
                    file + ": no game's recording has such a name, expected the game's id and " + SUFFIX);
        }
        if (id != null && !named.get().equals(id)) {
            throw new IllegalStateException(
                    file + " is the name of the recording of " + named.get() + ": --id is " + id);
        }
        return named.get();
    }

    /** A storage with nothing but the recording of a file, whatever the file is called. */
    private static final class OneFile implements GameStorage {
        final Recording recording;

        OneFile(Recording recording) {
            this.recording = recording;
        }

        @Override
        public Optional<Game> find(String gameId) {
            return Optional.of(recording.game()).filter(game -> game.id().equals(gameId));
        }

        @Override
        public Stream<Game> list() {
            return Stream.of(recording.game());
        }

        @Override
        public Recording open(String gameId) {
            return recording;
        }

        @Override
        public void close() {
            recording.close();
        }
    }
}
