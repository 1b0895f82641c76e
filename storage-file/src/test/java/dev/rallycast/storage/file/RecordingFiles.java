package dev.rallycast.storage.file;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.RecordingWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the tests of files have in common. */
final class RecordingFiles {
    static final String HEADER = "{\"rallycast\":1,\"id\":\"m1\",\"sport\":\"tennis\"}\n";
    static final long SECOND = 1_000_000_000L;

    private RecordingFiles() {}

    static Path file(Path root, String gameId) {
        return root.resolve(FileNames.stem(gameId) + FileNames.SUFFIX);
    }

    static EventDraft event(long seconds, String kind, String json) {
        return new EventDraft(seconds * SECOND, kind, null, Payload.of(json));
    }

    /** Records the events and leaves the recording without its end mark. */
    static void record(Path root, String gameId, EventDraft... events) {
        try (FileGameStorage storage = FileGameStorage.open(root);
                RecordingWriter writer = storage.create(Game.of(gameId, "tennis"))) {
            writer.append(List.of(events));
        }
    }

    /** The tape of game m1, up to date. */
    static Tape tape(Path root, TextSource text) throws IOException {
        return tape(root, text, LongTexts.DEFAULT);
    }

    /** The tape of game m1, up to date. */
    static Tape tape(Path root, TextSource text, LongTexts policy) throws IOException {
        Header header = Header.read(text);
        Path indexPath = root.resolve("m1" + FileNames.INDEX_SUFFIX);
        Tape tape = new Tape(text, header, new IndexKeeper(Disk.SYSTEM, indexPath, text, header.lines(), policy));
        tape.refresh();
        return tape;
    }

    /** Writes the text as the file of game m1. */
    static Path write(Path root, String text) throws IOException {
        return Files.writeString(file(root, "m1"), text);
    }

    static List<GameEvent> readAll(Path root) {
        try (FileGameStorage storage = FileGameStorage.open(root);
                Recording recording = storage.open("m1")) {
            return recording.read(0, 1_000_000);
        }
    }
}
