package dev.rallycast.storage.file;

import static dev.rallycast.storage.file.RecordingFiles.HEADER;
import static dev.rallycast.storage.file.RecordingFiles.event;
import static dev.rallycast.storage.file.RecordingFiles.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rallycast.model.Game;
import dev.rallycast.model.GameExistsException;
import dev.rallycast.model.GameNotFoundException;
import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.spi.RecordingWriter;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderSafetyTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temporary;

    @ParameterizedTest
    @ValueSource(strings = {"../x", "..", "../../etc/x", "/x", "a/b", "a/../../x", "CON", "C:\\x", "..\\x", "%2e%2e/x"})
    void noIdReachesOutsideOfTheFolder(String id) throws IOException {
        Path root = temporary.resolve("deep/recordings");
        RecordingFiles.record(root, id, event(1, "a", "1"));

        assertThat(filesIn(temporary))
                .allMatch(path -> root.equals(path.getParent()))
                .hasSize(2);
        try (FileGameStorage storage = FileGameStorage.open(root)) {
            assertThat(storage.delete(id)).isTrue();
        }
        assertThat(filesIn(temporary)).containsExactly(root.resolve(FileNames.LOCK_FILE));
    }

    @Test
    void whatCrashesHaveLeftOfARecordingIsDeletedWithIt() throws IOException {
        Path root = temporary.resolve("recordings");
        RecordingFiles.record(root, "m1", event(1, "a", "1"));
        for (String name : new String[] {"m1.jsonl.tmp", "m1.jsonl.gz.tmp", "m1.idx", "m1.idx.tmp", "m12.jsonl.tmp"}) {
            Files.writeString(root.resolve(name), "{");
        }

        try (FileGameStorage storage = FileGameStorage.open(root)) {
            assertThat(storage.delete("m1")).isTrue();
        }

        assertThat(filesIn(root))
                .containsExactlyInAnyOrder(root.resolve(FileNames.LOCK_FILE), root.resolve("m12.jsonl.tmp"));
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        Path outside = Files.writeString(temporary.resolve("outside.jsonl"), HEADER);
        Path root = Files.createDirectories(temporary.resolve("recordings"));
        link(file(root, "m1"), outside);

        try (FileGameStorage storage = FileGameStorage.open(root)) {
            assertThat(storage.find("m1")).isEmpty();
            assertThat(storage.list()).isEmpty();
            assertThat(storage.delete("m1")).isFalse();
            assertThatThrownBy(() -> storage.open("m1")).isInstanceOf(GameNotFoundException.class);
            assertThatThrownBy(() -> storage.append("m1")).isInstanceOf(GameNotFoundException.class);
            assertThatThrownBy(() -> storage.create(Game.of("m1", "tennis"))).isInstanceOf(GameExistsException.class);
        }
        assertThat(outside).hasContent(HEADER);
    }

    @Test
    void aLinkInPlaceOfTheTemporaryFileIsNotFollowed() throws IOException {
        Path outside = Files.writeString(temporary.resolve("outside"), "precious");
        Path root = Files.createDirectories(temporary.resolve("recordings"));
        link(root.resolve("m1" + FileNames.TEMPORARY_SUFFIX), outside);

        RecordingFiles.record(root, "m1", event(1, "a", "1"));
        assertThat(outside).hasContent("precious");
        assertThat(Files.isSymbolicLink(file(root, "m1"))).isFalse();
    }

    @Test
    void theFolderItselfMayBeALink() throws IOException {
        Path real = Files.createDirectories(temporary.resolve("real"));
        Path root = temporary.resolve("link");
        link(root, real);
        RecordingFiles.record(root, "m1", event(1, "a", "1"));

        assertThat(file(real, "m1")).exists();
    }

    @Test
    void aFolderThatCannotBeMadeIsReported() throws IOException {
        Path root = Files.writeString(temporary.resolve("file"), "");

        assertThatThrownBy(() -> FileGameStorage.open(root))
                .isInstanceOf(StorageUnavailableException.class)
                .hasMessageContaining(root.toString());
    }

    @Test
    void whatIsNotARecordingIsLeftOutOfTheList() throws IOException {
        Path root = Files.createDirectories(temporary.resolve("recordings"));
        Files.writeString(root.resolve("notes.txt"), "x");
        Files.writeString(root.resolve("Wrong Name.jsonl"), HEADER);
        Files.writeString(root.resolve("m1~" + "0".repeat(64) + ".jsonl"), HEADER);
        Files.writeString(root.resolve("m2.jsonl.tmp"), HEADER);
        Files.createDirectory(root.resolve("m3.jsonl"));
        RecordingFiles.record(root, "x".repeat(100) + "É".repeat(28), event(1, "a", "1"));

        try (FileGameStorage storage = FileGameStorage.open(root);
                Stream<Game> games = storage.list()) {
            assertThat(games).extracting(Game::id).containsExactly("x".repeat(100) + "É".repeat(28));
        }
    }

    @Test
    void whatACrashLeftOfACreationIsReplaced() throws IOException {
        Path root = Files.createDirectories(temporary.resolve("recordings"));
        Files.writeString(root.resolve("m1.jsonl.tmp"), "{\"rally");

        try (FileGameStorage storage = FileGameStorage.open(root)) {
            assertThat(storage.find("m1")).isEmpty();
            try (RecordingWriter writer = storage.create(Game.of("m1", "tennis"))) {
                writer.append(event(1, "a", "1"));
            }
            assertThat(storage.find("m1")).isPresent();
        }
        assertThat(root.resolve("m1.jsonl.tmp")).doesNotExist();
    }

    private static Stream<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile).toList().stream();
        }
    }

    private static void link(Path link, Path target) throws IOException {
        try {
            Files.createSymbolicLink(link, target);
        } catch (FileSystemException | UnsupportedOperationException e) {
            assumeTrue(false, "symbolic links can't be made here: " + e);
        }
    }
}
