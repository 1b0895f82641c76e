package dev.rallycast.storage.file;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import dev.rallycast.spi.RecordingWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A program of its own that goes on with a recording, event by event, and ends it. */
final class AppendingProgram {
    private AppendingProgram() {}

    /** Starts it with this process's class path. */
    static Process start(Path root, String gameId, int events) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = List.of(
                java,
                "-cp",
                System.getProperty("java.class.path"),
                AppendingProgram.class.getName(),
                root.toString(),
                gameId,
                String.valueOf(events));
        return new ProcessBuilder(command).inheritIO().start();
    }

    /** The event that it appends at an index. */
    static GameEvent event(int index) {
        return new GameEvent(index, index * 1_000_000L, "k", null, Payload.of("{\"n\":" + index + "}"));
    }

    public static void main(String[] args) {
        try (FileGameStorage storage = FileGameStorage.builder(Path.of(args[0]))
                        .sync(SyncLevel.OS)
                        .build();
                RecordingWriter writer = storage.append(args[1])) {
            for (int i = 0; i < Integer.parseInt(args[2]); i++) {
                GameEvent event = event(i);
                writer.append(new EventDraft(event.timeNanos(), event.kind(), event.mark(), event.data()));
            }
            writer.end();
        }
    }
}
