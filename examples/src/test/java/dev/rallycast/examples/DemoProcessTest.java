package dev.rallycast.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo as its user runs it, in a process of its own. */
@Timeout(60)
class DemoProcessTest {
    private static final Path SLAM = Path.of("src/test/resources/slam");

    @TempDir
    private Path directory;

    @Test
    void importedMatchesAreServedUntilTheProcessIsInterrupted() throws Exception {
        Process demo = demo(
                "--port",
                "0",
                "--import",
                SLAM.resolve("matches.csv").toString(),
                SLAM.resolve("2031-a-points.csv").toString());
        try (BufferedReader out = demo.inputReader(UTF_8)) {
            String url = url(out);

            JsonNode games = new ObjectMapper()
                    .readTree(HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(URI.create(url + "api/games"))
                                            .build(),
                                    BodyHandlers.ofString())
                            .body());
            assertThat(games).hasSize(1);
            assertThat(games.get(0).path("id").asText()).isEqualTo("2031-wimbledon-1101");
            assertThat(games.get(0).path("players").get(0).asText()).isEqualTo("Ada Ferrow");
            assertThat(Files.readString(directory.resolve("err")))
                    .contains("matches.csv: a list of matches", "1 matches with 8 points imported");

            demo.destroy();
            assertThat(demo.waitFor(20, SECONDS)).isTrue();
            assertThat(Files.readString(directory.resolve("err"))).doesNotContain("Exception");
        } finally {
            demo.destroyForcibly();
        }
    }

    @Test
    void aMalformedRowIsNamedWithFileAndLineAndEndsWithCode1() throws Exception {
        Process demo = demo(
                "--port",
                "0",
                "--import",
                "slam",
                SLAM.resolve("2031-broken-points.csv").toString());
        try {
            assertThat(demo.waitFor(20, SECONDS)).isTrue();
            assertThat(demo.exitValue()).isEqualTo(1);
            assertThat(Files.readString(directory.resolve("err")))
                    .contains("2031-broken-points.csv", "line 3", "PointWinner")
                    .doesNotContain("\tat ");
        } finally {
            demo.destroyForcibly();
        }
    }

    @Test
    void aFileOfNoKnownFormatIsRefusedWithTheKnownOnes() throws Exception {
        Path file = Files.writeString(directory.resolve("other.csv"), "a,b\n1,2\n");
        Process demo = demo("--port", "0", "--import", file.toString());
        try {
            assertThat(demo.waitFor(20, SECONDS)).isTrue();
            assertThat(demo.exitValue()).isEqualTo(1);
            assertThat(Files.readString(directory.resolve("err")))
                    .contains("other.csv, line 1: the header fits no known format", "slam (", "mcp (", "pbp (")
                    .doesNotContain("\tat ");
        } finally {
            demo.destroyForcibly();
        }
    }

    @Test
    void aLenientImportLeavesOutTheRowAndSaysSo() throws Exception {
        Process demo = demo(
                "--port",
                "0",
                "--lenient",
                "--import",
                "slam",
                SLAM.resolve("2031-broken-points.csv").toString());
        try (BufferedReader out = demo.inputReader(UTF_8)) {
            assertThat(url(out)).startsWith("http://localhost:");
            assertThat(Files.readString(directory.resolve("err"))).contains("1 rows left out", "line 3");
        } finally {
            demo.destroyForcibly();
        }
    }

    @Test
    void recordingsAreLookedAfterWithTheExitCodeOfTheirState() throws Exception {
        Path file = Files.writeString(
                directory.resolve("m1.jsonl"), "{\"rallycast\":1,\"id\":\"m1\",\"sport\":\"tennis\"}\nx\n");
        Process verify = java("recording", "verify", file.toString());
        try (BufferedReader out = verify.inputReader(UTF_8)) {
            assertThat(out.lines()).contains(file + ":", "  problems: 1");
            assertThat(verify.waitFor(20, SECONDS)).isTrue();
            assertThat(verify.exitValue()).isEqualTo(1);
            assertThat(Files.readString(directory.resolve("err"))).doesNotContain("Exception");
        } finally {
            verify.destroyForcibly();
        }
    }

    private Process demo(String... args) throws IOException {
        List<String> withData =
                new ArrayList<>(List.of("--data", directory.resolve("data").toString()));
        withData.addAll(List.of(args));
        return java(withData.toArray(String[]::new));
    }

    private Process java(String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Demo.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectError(directory.resolve("err").toFile())
                .start();
    }

    private String url(BufferedReader out) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            int at = line.indexOf("http://");
            if (at >= 0) {
                return line.substring(at, line.indexOf(' ', at));
            }
        }
        throw new AssertionError("the demo ended: " + Files.readString(directory.resolve("err")));
    }
}
