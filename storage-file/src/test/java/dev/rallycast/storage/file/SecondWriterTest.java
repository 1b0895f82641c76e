package dev.rallycast.storage.file;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.Game;
import dev.rallycast.model.RecordingLockedException;
import dev.rallycast.model.ReplayException;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.storage.file.Children.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two processes that want to write one recording. */
@Timeout(value = 5, unit = MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SecondWriterTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temporary;

    @Test
    void aSecondProcessIsToldThatThereIsAWriterUntilTheFirstIsKilled() throws Exception {
        Path root = Files.createDirectory(temporary.resolve("recordings"));
        try (Children children = new Children(temporary.resolve("errors"))) {
            Child first = children.start(OneEvent.class, root.toString(), "create");
            assertThat(first.nextLine()).isEqualTo("0");

            Child second = children.start(OneEvent.class, root.toString(), "append");
            assertThat(second.nextLine())
                    .startsWith(RecordingLockedException.class.getName())
                    .contains("\"m1\"")
                    .contains("another writer");
            assertThat(second.nextLine())
                    .as("deleting")
                    .startsWith(RecordingLockedException.class.getName())
                    .contains("\"m1\"");

            first.kill();
            first.waitFor();
            Child third = children.start(OneEvent.class, root.toString(), "append");
            assertThat(third.nextLine()).as("index of its event").isEqualTo("1");
            try (FileGameStorage storage = FileGameStorage.open(root);
                    Recording recording = storage.open("m1")) {
                assertThat(recording.read(0, 3)).hasSize(2);
            }
        }
    }

    /** Writes one event, says its index, and keeps the writer; says why it can't, and why it can't delete either. */
    static final class OneEvent {
        private OneEvent() {}

        public static void main(String[] args) throws IOException {
            FileGameStorage storage = FileGameStorage.open(Path.of(args[0]));
            say(() -> {
                RecordingWriter writer =
                        args[1].equals("create") ? storage.create(Game.of("m1", "tennis")) : storage.append("m1");
                return writer.append(RecordingFiles.event(1, "a", "1"));
            });
            say(() -> storage.delete("m1"));
            // Ends with the process of the test.
            Runtime.getRuntime().halt(System.in.read() < 0 ? 1 : 2);
        }

        private static void say(Supplier<Object> call) {
            try {
                System.out.println(call.get());
            } catch (ReplayException e) {
                System.out.println(e);
            }
        }
    }
}
