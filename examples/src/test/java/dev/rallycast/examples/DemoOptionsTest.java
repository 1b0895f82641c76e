package dev.rallycast.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.sports.tennis.files.MatchFileFormat;
import dev.rallycast.sports.tennis.importer.MatchImporter;
import io.lettuce.core.RedisURI;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoOptionsTest {
    @Test
    void withoutOptionsTheDefaultsHold() throws UsageException {
        assertThat(DemoOptions.parse())
                .isEqualTo(new DemoOptions(
                        "localhost",
                        8080,
                        Path.of("data"),
                        List.of(),
                        false,
                        DemoOptions.IF_EMPTY,
                        0,
                        null,
                        null,
                        null,
                        false));
    }

    @Test
    void everyOptionIsRead(@TempDir Path directory) throws IOException, UsageException {
        Path one = Files.createFile(directory.resolve("one.csv"));
        Path two = Files.createFile(directory.resolve("two.csv"));

        MatchFileFormat slam = MatchImporter.knownFormats().get(0);
        assertThat(slam.name()).isEqualTo("slam");

        DemoOptions options = DemoOptions.parse(
                "--import",
                one.toString(),
                two.toString(),
                "--import",
                "slam",
                two.toString(),
                "--lenient",
                "--port",
                "0",
                "--host",
                "0.0.0.0",
                "--data",
                "elsewhere",
                "--simulate",
                "7",
                "--live",
                "2",
                "--node",
                "node-1",
                "--record",
                "talk.txt");

        assertThat(options)
                .isEqualTo(new DemoOptions(
                        "0.0.0.0",
                        0,
                        Path.of("elsewhere"),
                        List.of(
                                new DemoOptions.Import(null, List.of(one, two)),
                                new DemoOptions.Import(slam, List.of(two))),
                        true,
                        7,
                        2,
                        null,
                        "node-1",
                        Path.of("talk.txt"),
                        false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--prot 1 | Unknown option \"--prot\"",
                "extra | Unknown option \"extra\"",
                "--port | --port needs a value",
                "--live 21 | --live is \"21\": expected a number from 0 to 20",
                "--port --lenient | --port needs a value",
                "--port x | --port is \"x\": expected a number from 0 to 65535",
                "--port -1 | --port is \"-1\"",
                "--port 65536 | --port is \"65536\"",
                "--simulate 1001 | expected a number from 0 to 1000",
                "--import | --import needs a value",
                "--import x.csv | there is no file \"x.csv\"",
                "--import mcp x.csv | there is no file \"x.csv\"",
                "--import slam | needs at least one file",
                "--node a/b | --node is \"a/b\": expected 1 to 48 letters",
                "--redis localhost:6379 | --redis is not such a URI: expected redis://HOST:PORT",
                "--redis http://localhost | --redis is not such a URI",
                "--redis redis:// | redis://... is not a Redis URI: expected redis://",
                "--redis redis://localhost --data x | --data and --redis exclude each other",
                "--import slam no-such.csv | there is no file \"no-such.csv\"",
            })
    void aBadCommandLineIsExplainedAndEndsWithCode2(String line, String message) {
        String[] args = line.split(" ");
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(err, true, StandardCharsets.UTF_8);

        assertThatThrownBy(() -> DemoOptions.parse(args)).hasMessageContaining(message);
        assertThat(new Demo(print, print).run(args)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(message).contains("--help");
    }

    @Test
    void redisIsAskedForByItsUri() throws UsageException {
        assertThat(DemoOptions.parse("--redis", "rediss://ann:secret@localhost:7000")
                        .redis())
                .isEqualTo(new RedisPlace(false, List.of(RedisURI.create("rediss://ann:secret@localhost:7000"))));
        assertThat(DemoOptions.parse("--redis", "redis-sentinel://one:1,two:2#games")
                        .redis())
                .isNotNull()
                .satisfies(
                        place -> assertThat(place.uris().get(0).getSentinels()).hasSize(2));
    }

    @Test
    void aClusterIsAskedForByTheServersToBeginWith() throws UsageException {
        RedisPlace open = DemoOptions.parse("--redis", "redis-cluster://one,two:7001,[::1]:7002")
                .redis();
        assertThat(open)
                .isEqualTo(new RedisPlace(
                        true,
                        List.of(
                                RedisURI.create("redis://one:6379"),
                                RedisURI.create("redis://two:7001"),
                                RedisURI.create("redis://[::1]:7002"))));
        assertThat(open).hasToString("redis-cluster://one:6379,two:7001,[::1]:7002");

        RedisPlace secret = DemoOptions.parse("--redis", "REDISS-cluster://ann:se%40cret@one:1,two:2")
                .redis();
        assertThat(secret)
                .isEqualTo(new RedisPlace(
                        true,
                        List.of(
                                RedisURI.create("rediss://ann:se%40cret@one:1"),
                                RedisURI.create("rediss://ann:se%40cret@two:2"))));
        assertThat(secret).hasToString("redis-cluster://one:1,two:2");
    }

    @ParameterizedTest
    @CsvSource({
        "redis://ann:secret@localhost:1, Redis at localhost:1 can't be used: Connection refused",
        "'redis-sentinel://secret@localhost:1,localhost:2#games', 'Redis at localhost:1,localhost:2#games can''t be used:'",
        "'redis-cluster://ann:secret@localhost:1,localhost:2', 'Redis at localhost:1,localhost:2 can''t be used:'",
        "redis-cluster://ann:secret@, redis-cluster://... is not a Redis URI",
        "'redis-cluster://:secret@one,', redis-cluster://... is not a Redis URI",
        "redis-cluster://:secret@one/1, redis-cluster://... is not a Redis URI",
        "redis-cluster://:sec/ret@one, redis-cluster://... is not a Redis URI",
        "redis://secret@, redis://... is not a Redis URI",
        "redis://ann:secret@[x, redis://... is not a Redis URI",
    })
    void aRedisThatIsNotThereIsNamedWithoutItsPassword(String uri, String message) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(err, true, StandardCharsets.UTF_8);

        // 1 with one line, or 2 and where to look for help.
        int code = new Demo(print, print).run("--redis", uri);

        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains(message)
                .doesNotContain("secret", "\tat ")
                .hasLineCount(code);
    }

    @Test
    void helpNamesEveryFormat() {
        assertThat(MatchImporter.knownFormats()).allMatch(format -> DemoOptions.HELP.contains(format.name()));
    }

    @Test
    void helpNamesEveryOption() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);

        assertThat(new Demo(print, print).run("--help")).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("--port", "--host", "--data", "--import FILE", "--lenient", "--simulate", "--help");
    }
}
