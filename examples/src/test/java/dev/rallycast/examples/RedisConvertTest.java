package dev.rallycast.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.Payload;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.storage.file.FileGameStorage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.embedded.RedisServer;

/** Recordings between files and Redis, by the command line. */
@Timeout(120)
class RedisConvertTest {
    private static final int EVENTS = 700;
    private static final String PASSWORD = "right-secret";
    private static int port;
    private static RedisServer server;

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final AtomicLong nanos = new AtomicLong();
    private final String game = "m-" + UUID.randomUUID();

    @BeforeAll
    static void startTheServer() throws IOException {
        port = freePort();
        server = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .setting("requirepass " + PASSWORD)
                .build();
        server.start();
    }

    @AfterAll
    static void stopTheServer() throws IOException {
        server.stop();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static String redis() {
        return "redis://:" + PASSWORD + "@127.0.0.1:" + port;
    }

    /** A recording in a folder, under the name that a storage gives it. */
    private Path record(String folder, String id, int events) {
        Path root = directory.resolve(folder);
        try (FileGameStorage storage = FileGameStorage.open(root);
                RecordingWriter writer = storage.create(Game.of(id, "tennis"))) {
            writer.append(IntStream.range(0, events)
                    .mapToObj(i -> new EventDraft(i * 1_000_000L, "point", null, Payload.of("{\"n\":" + i + "}")))
                    .toList());
            writer.end();
        }
        return root.resolve(id + ".jsonl");
    }

    /** By a clock that lets every progress be printed. */
    private int run(Object... args) {
        return new Recordings(
                        new PrintStream(out, true, UTF_8),
                        new PrintStream(err, true, UTF_8),
                        () -> nanos.addAndGet(2_000_000_000))
                .run(Stream.concat(Stream.of("convert"), Arrays.stream(args).map(String::valueOf))
                        .toArray(String[]::new));
    }

    private String err() {
        return err.toString(UTF_8);
    }

    private static String events(Path file) throws IOException {
        String text = Files.readString(file);
        return text.substring(text.indexOf('\n'));
    }

    @Test
    void aRecordingGoesFromAFileToRedisAndBackUnchanged() throws IOException {
        Path first = record("first", game, EVENTS);
        Path anyName = Files.copy(first, directory.resolve("A copy.jsonl"));
        Path last = directory.resolve(game + ".jsonl");

        assertThat(run(anyName, redis())).as(err()).isZero();
        assertThat(run(redis(), last)).as(err()).isZero();

        assertThat(events(last)).isEqualTo(events(first));
        assertThat(out.toString(UTF_8))
                .isEqualTo("redis://127.0.0.1:" + port + ": 700 of 700 events written, ended\n" + last
                        + ": 700 of 700 events written, ended\n");
        assertThat(err())
                .contains(": 73 %, 512 events\n", ": 100 %, 700 events\n")
                .doesNotContain(PASSWORD);
    }

    @Test
    void whatIsThereAlreadyIsNotWrittenAgain() {
        Path first = record("first", game, EVENTS);
        assertThat(run(first, redis())).isZero();
        out.reset();

        assertThat(run(first, redis())).isZero();
        assertThat(run("--id", game, redis(), redis())).isZero();

        assertThat(out.toString(UTF_8).lines())
                .hasSize(2)
                .allMatch(line -> line.endsWith(": 0 of 700 events written, ended"));
    }

    @Test
    void aTargetWithAnotherRecordingIsLeftAsItIs() {
        assertThat(run(record("first", game, 3), redis())).isZero();

        assertThat(run(record("second", game, 2), redis())).isEqualTo(1);

        assertThat(err().lines().toList())
                .last()
                .asString()
                .contains("\"" + game + "\" is in the target already", "it is left as it is");
    }

    @Test
    void aGameThatIsNotThereIsNamedAndNoFileIsMade() {
        Path target = directory.resolve(game + ".jsonl");

        assertThat(run(redis(), target)).isEqualTo(1);

        assertThat(err()).contains("\"" + game + "\" has no recording").hasLineCount(1);
        assertThat(target).doesNotExist();
    }

    @Test
    void aFileThatIsNoGamesRecordingIsRefusedAsTarget() {
        for (String name : new String[] {"Final.jsonl", game + ".jsonl.gz", game}) {
            assertThat(run(redis(), directory.resolve(name))).isEqualTo(1);
        }
        assertThat(run("--id", "other", redis(), directory.resolve("m1.jsonl"))).isEqualTo(1);

        assertThat(err())
                .contains(
                        "Final.jsonl: no game's recording has such a name", "m1.jsonl is the name of", "--id is other")
                .hasLineCount(4);
    }

    @Test
    void aServerThatIsNotThereIsOneLineWithoutThePassword() throws IOException {
        assertThat(run(
                        "--id",
                        game,
                        "redis://:left-secret@127.0.0.1:" + freePort(),
                        directory.resolve(game + ".jsonl")))
                .isEqualTo(1);
        assertThat(run(record("first", game, 1), "redis://:wrong-secret@127.0.0.1:" + port))
                .isEqualTo(1);

        assertThat(err())
                .contains("Redis can't be connected to", "127.0.0.1")
                .doesNotContain("secret")
                .hasLineCount(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "redis://:secret@host:port:x m1.jsonl | redis://... is not a Redis URI: expected redis://",
                "redis://:1#secret@host m1.jsonl | is not a Redis URI",
                "redis://:1?secret@host m1.jsonl | is not a Redis URI",
                "redis://:1/secret@host:1 m1.jsonl | is not a Redis URI",
                "redis-sentinel://:secret@host m1.jsonl | is not a Redis URI",
                "redis://host redis://other | from Redis to Redis needs --id",
                "--id m1 m1.jsonl redis://host | --id is for recordings in Redis",
                "--time-field t m1.jsonl redis://host | --time-field is for files only",
                "--id m1 a.jsonl b.jsonl | --id needs --time-field as well",
            })
    void aBadCommandLineIsExplainedWithoutThePassword(String line, String message) {
        assertThat(run((Object[]) line.split(" "))).isEqualTo(2);

        assertThat(err()).contains(message).doesNotContain("secret");
    }

    @Test
    void otherCommandsReadFilesOnly() {
        int code = new Recordings(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), () -> 0)
                .run("info", "redis://:secret@host");

        assertThat(code).isEqualTo(2);
        assertThat(err()).contains("recording info reads files only").doesNotContain("secret");
    }
}
