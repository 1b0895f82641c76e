package dev.rallycast.storage.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.GameExistsException;
import dev.rallycast.model.GameIds;
import dev.rallycast.model.GameNotFoundException;
import dev.rallycast.model.InvalidGameIdException;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.RecordingWriter;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the id, and whatever lies in the folder under its name: nothing outside of the folder is read or changed. */
class HostileIdTest {
    private static final int IDS = 10_000;

    /** What paths, names, encodings and this store's own names are made of. */
    private static final String[] PIECES = {
        // the way up, plain and encoded once and twice
        "..",
        ".",
        "../",
        "..\\",
        "/..",
        "....//",
        "%2e%2e",
        "%2E%2E%2F",
        "%252e%252e%252f",
        "..%2f",
        "%c0%ae%c0%ae",
        // separators of all systems, and roots
        "/",
        "\\",
        "//",
        ":",
        ";",
        "/etc/passwd",
        "C:\\",
        "C:",
        "\\\\?\\",
        "\\\\server\\share",
        "file:///",
        "~",
        "~root/",
        "::$DATA",
        "outside",
        // controls and separators of lines
        "\0",
        "\n",
        "\r\n",
        "\t",
        "\u0001",
        "\u001b[2J",
        "\u007f",
        "\u0085",
        "\u2028",
        "\u2029",
        // what looks like dots and separators
        "\uff0e\uff0e",
        "\uff0f",
        "\u2024\u2024",
        "\u2025",
        "\u2215",
        "\u2044",
        "\u29f8",
        "\uff3c",
        "\u3002",
        "\u00b7",
        // lookalikes, other forms of the same text, case that doesn't come back
        "m1",
        "M1",
        "m\uff11",
        "\u217f1",
        "e\u0301",
        "\u00e9",
        "A\u030a",
        "\u212b",
        "\u00c5",
        "\ufb01",
        "\u0131",
        "\u0130",
        "\u00df",
        "\u1e9e",
        "\u03c2",
        "\u212a",
        "\u1100\u1161",
        "\uac00",
        // names that mean devices
        "con",
        "CON",
        "Con",
        "prn",
        "aux",
        "nul",
        "NUL",
        "com1",
        "COM9",
        "lpt1",
        "com\u00b9",
        "CONIN$",
        "con.txt",
        "nul.jsonl",
        "aux .x",
        // what file systems drop
        " ",
        ".",
        "...",
        " .",
        ". ",
        // names that this store uses
        ".rallycast.lock",
        ".jsonl",
        ".jsonl.tmp",
        ".idx",
        ".jsonl.gz",
        ".jsonl.idx",
        "~0000000000000000",
        "%",
        "%4",
        "%2",
        // surrogates, direction marks, what has no width
        "\ud83c\udfbe",
        "\ud83c",
        "\udfbe",
        "\u202e",
        "\u2066",
        "\u200f",
        "\u200b",
        "\u200d",
        "\ufeff",
        "\ufffe",
        "\uffff",
        "\ue000",
        "\udbff\udfff",
        // what shells and formats take apart
        "*",
        "?",
        "\"",
        "'",
        "<",
        ">",
        "|",
        "&",
        "$(x)",
        "`x`",
        "{}",
        "${jndi:x}",
        "-",
        "--",
        "-rf",
        "%s",
        "%n",
        "a",
        "x"
    };

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temporary;

    private final long seed = Long.getLong("rallycast.seed", 20_261_122L);
    private final Map<String, String> idOfFile = new HashMap<>();
    private int refused;
    private int stored;
    private int links;

    @Test
    void everyIdIsRefusedAlikeOrStaysInside() throws IOException {
        Random random = new Random(seed);
        Path root = Files.createDirectories(temporary.resolve("parent/recordings"));
        Path outside = Files.createDirectories(temporary.resolve("parent/outside"));
        Files.writeString(outside.resolve("passwd"), RecordingFiles.HEADER);
        Files.writeString(temporary.resolve("parent/m1.jsonl"), RecordingFiles.HEADER);
        Map<String, String> before = snapshot(root);
        int tried = 0;
        try (FileGameStorage storage = FileGameStorage.builder(root)
                .sync(SyncLevel.OS)
                .disk(FaultyDisk.sound())
                .build()) {
            for (String id : ids(random)) {
                try {
                    if (GameIds.isValid(id)) {
                        requireInside(storage, root, id);
                        if (random.nextInt(8) == 0) {
                            requireLinksAreNotFollowed(storage, root, outside, id, random.nextBoolean());
                        }
                        stored++;
                    } else {
                        requireRefused(storage, id);
                        refused++;
                    }
                    if (++tried % 20 == 0) {
                        assertThat(namesIn(root)).as("left behind").isSubsetOf(FileNames.LOCK_FILE);
                        assertThat(snapshot(root))
                                .as("outside of the folder, by this id or the 19 before")
                                .isEqualTo(before);
                    }
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError("seed " + seed + ", id " + printable(id) + ": " + e.getMessage(), e);
                }
            }
        }
        System.out.printf(
                "%d ids (seed %d): %d refused, %d stored inside, %d of them under a name that was a link%n",
                IDS, seed, refused, stored, links);
        assertThat(refused).isGreaterThan(IDS / 10);
        assertThat(stored).isGreaterThan(IDS / 10);
    }

    private static Set<String> ids(Random random) {
        Set<String> ids = new HashSet<>(List.of(PIECES));
        ids.add("");
        while (ids.size() < IDS) {
            StringBuilder id = new StringBuilder();
            switch (random.nextInt(12)) {
                case 0 -> {
                    // Around the longest, in code points and not in characters.
                    String unit = PIECES[random.nextInt(PIECES.length)];
                    int length = GameIds.MAX_CODE_POINTS - 2 + random.nextInt(4);
                    while (id.codePointCount(0, id.length()) < length) {
                        id.append(unit);
                    }
                    id.append(random.nextInt(1_000));
                    id.setLength(Math.min(id.length(), id.offsetByCodePoints(0, length)));
                }
                case 1 ->
                    id.append(PIECES[random.nextInt(PIECES.length)].repeat(200 + random.nextInt(2_000)))
                            .append(random.nextInt(100));
                case 2 -> {
                    for (int i = 1 + random.nextInt(6); i > 0; i--) {
                        id.append((char) random.nextInt(0x10000));
                    }
                }
                default -> {
                    for (int i = 1 + random.nextInt(5); i > 0; i--) {
                        id.append(PIECES[random.nextInt(PIECES.length)]);
                    }
                }
            }
            // Most are made valid in this, or the greater part would be refused for the same reason.
            ids.add(random.nextInt(4) == 0 ? id.toString() : Normalizer.normalize(id, Normalizer.Form.NFC));
        }
        return ids;
    }

    private static void requireRefused(FileGameStorage storage, String id) {
        List<Throwable> refusals = List.of(
                requireNonNull(catchThrowable(() -> storage.find(id))),
                requireNonNull(catchThrowable(() -> storage.open(id))),
                requireNonNull(catchThrowable(() -> storage.create(Game.of(id, "tennis")))),
                requireNonNull(catchThrowable(() -> storage.append(id))),
                requireNonNull(catchThrowable(() -> storage.delete(id))));
        String message = String.valueOf(refusals.get(0).getMessage());
        assertThat(refusals)
                .allSatisfy(refusal -> assertThat(refusal)
                        .isExactlyInstanceOf(InvalidGameIdException.class)
                        .hasMessage(message));
        // It can go into a log as it is.
        assertThat(message).startsWith("game id ").contains("expected").hasSizeLessThan(500);
        assertThat(message.chars().noneMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029))
                .as("no line breaks or other controls in: %s", message)
                .isTrue();
    }

    private void requireInside(FileGameStorage storage, Path root, String id) throws IOException {
        Game game = Game.of(id, "tennis");
        EventDraft event = RecordingFiles.event(1, "a", "{\"n\":1}");
        try (RecordingWriter writer = storage.create(game)) {
            writer.append(event);
            writer.end();
        }
        Set<String> names = namesIn(root);
        names.remove(FileNames.LOCK_FILE);
        assertThat(names).as("files of one recording").hasSize(1);
        String name = names.iterator().next();
        // Upper case, since some file systems don't tell it apart.
        String other = idOfFile.putIfAbsent(name.toUpperCase(Locale.ROOT), id);
        assertThat(other).as("another id with the file %s", name).isNull();
        assertThat(Files.isRegularFile(root.resolve(name), LinkOption.NOFOLLOW_LINKS))
                .isTrue();

        try (Recording recording = storage.open(id)) {
            assertThat(recording.game()).isEqualTo(game);
            assertThat(recording.extent().ended()).isTrue();
            assertThat(recording.read(0, 2)).extracting(GameEvent::data).containsExactly(event.data());
        }
        assertThat(storage.find(id)).contains(game);
        try (Stream<Game> games = storage.list()) {
            assertThat(games).containsExactly(game);
        }
        assertThat(storage.delete(id)).isTrue();
        assertThat(storage.find(id)).isEmpty();
    }

    /** Puts links in the place of the id's files, to a file outside that is there or that would be made. */
    private void requireLinksAreNotFollowed(
            FileGameStorage storage, Path root, Path outside, String id, boolean targetIsThere) throws IOException {
        Path target = outside.resolve(targetIsThere ? "passwd" : "made");
        String stem = FileNames.stem(id);
        Path link = link(root.resolve(stem + FileNames.SUFFIX), target);
        assertThat(storage.find(id)).isEmpty();
        assertThatThrownBy(() -> storage.open(id)).isInstanceOf(GameNotFoundException.class);
        assertThatThrownBy(() -> storage.append(id)).isInstanceOf(GameNotFoundException.class);
        assertThatThrownBy(() -> storage.create(Game.of(id, "tennis"))).isInstanceOf(GameExistsException.class);
        assertThat(storage.delete(id)).isFalse();
        try (Stream<Game> games = storage.list()) {
            assertThat(games).isEmpty();
        }
        Files.delete(link);

        // The names beside it.
        List<Path> beside = List.of(
                link(root.resolve(stem + ".jsonl.tmp"), target),
                link(root.resolve(stem + ".idx"), target),
                link(root.resolve(stem + ".idx.tmp"), target));
        try (RecordingWriter writer = storage.create(Game.of(id, "tennis"))) {
            writer.append(RecordingFiles.event(1, "a", "1"));
        }
        try (Recording recording = storage.open(id)) {
            assertThat(recording.read(0, 2)).hasSize(1);
        }
        assertThat(storage.delete(id)).isTrue();
        for (Path path : beside) {
            Files.deleteIfExists(path);
        }
        links++;
    }

    private static Path link(Path link, Path target) throws IOException {
        try {
            return Files.createSymbolicLink(link, target);
        } catch (FileSystemException | UnsupportedOperationException e) {
            assumeTrue(false, "symbolic links can't be made here: " + e);
            throw e;
        }
    }

    private static Set<String> namesIn(Path root) throws IOException {
        Set<String> names = new HashSet<>();
        try (Stream<Path> paths = Files.list(root)) {
            paths.forEach(path -> names.add(String.valueOf(path.getFileName())));
        }
        return names;
    }

    /** All paths outside of the folder, with what the files hold. */
    private Map<String, String> snapshot(Path root) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        List<Path> folders = new ArrayList<>(List.of(temporary));
        while (!folders.isEmpty()) {
            try (Stream<Path> paths = Files.list(folders.remove(folders.size() - 1))) {
                for (Path path : (Iterable<Path>) paths::iterator) {
                    boolean folder = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
                    if (folder && !path.equals(root)) {
                        folders.add(path);
                    }
                    contents.put(path.toString(), folder ? "" : Files.readString(path, UTF_8));
                }
            }
        }
        return contents;
    }

    private static String printable(String id) {
        StringBuilder out = new StringBuilder();
        id.chars().limit(300).forEach(c -> {
            if (c > 0x20 && c < 0x7f) {
                out.append((char) c);
            } else {
                out.append(String.format("\\u%04x", c));
            }
        });
        return out.toString();
    }
}
