package dev.rallycast.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rallycast.model.Game;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.sports.tennis.MatchSink;
import dev.rallycast.sports.tennis.TennisMatch;
import dev.rallycast.sports.tennis.simulator.MatchSimulator;
import dev.rallycast.storage.file.FileGameStorage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DemoServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private FileGameStorage storage;
    private DemoServer server;

    @BeforeEach
    void start() {
        storage = FileGameStorage.open(directory);
        MatchSink sink = MatchSink.into(storage, MatchSink.Existing.SKIP);
        sink.accept(MatchSimulator.fictional("simulated", 1).simulate());
        Game bare = Game.builder("ünï code/../<b>", "tennis")
                .players("Ann & \"Co\"", "Bob")
                .event("Open")
                .surface("hard")
                .scheduledStart(Instant.parse("2026-01-02T03:04:05Z"))
                .details(Map.of("winner", "Ann & \"Co\""))
                .build();
        sink.accept(new TennisMatch(bare, List.of()));
        server = DemoServer.start(storage, "localhost", 0);
    }

    @AfterEach
    void stop() {
        server.close();
        storage.close();
    }

    @Test
    void gamesAreListedWithTheirPublicMetadataOnly() throws Exception {
        HttpResponse<String> answer = get("api/games");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        JsonNode games = JSON.readTree(answer.body());
        assertThat(games).hasSize(2);
        assertThat(games.get(1))
                .isEqualTo(JSON.readTree("{\"id\":\"ünï code/../<b>\",\"sport\":\"tennis\","
                        + "\"players\":[\"Ann & \\\"Co\\\"\",\"Bob\"],\"event\":\"Open\",\"surface\":\"hard\","
                        + "\"scheduled_start\":\"2026-01-02T03:04:05Z\"}"));
        assertThat(games.get(0).fieldNames())
                .toIterable()
                .isSubsetOf("id", "sport", "players", "event", "surface", "format", "mode", "scheduled_start");
    }

    @Test
    void aMatchIsLiveUntilItHasItsEndMark() throws Exception {
        try (RecordingWriter writer = storage.create(Game.of("live-1-1", "tennis"))) {
            assertThat(liveGames()).containsExactly("live-1-1");
            writer.end();
        }
        assertThat(liveGames()).isEmpty();
    }

    private List<String> liveGames() throws Exception {
        List<String> live = new ArrayList<>();
        for (JsonNode game : JSON.readTree(get("api/games").body())) {
            if (game.path("live").asBoolean()) {
                live.add(game.path("id").asText());
            }
        }
        return live;
    }

    @ParameterizedTest
    @CsvSource({
        "'', text/html",
        "index.html, text/html",
        "rallycast-client.js, text/javascript",
        "court.js, text/javascript",
        "style.css, text/css",
        "icon.svg, image/svg+xml"
    })
    void thePageIsServed(String path, String type) throws Exception {
        HttpResponse<String> answer = get(path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith(type);
        assertThat(answer.headers().firstValue("content-security-policy").orElseThrow())
                .contains("default-src 'self'");
        assertThat(answer.body()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing.html",
                "simplelogger.properties",
                "..%2fsimplelogger.properties",
                "web/index.html",
                "WEB-INF/web.xml",
                "dev/rallycast/examples/Demo.class"
            })
    void nothingElseIsServed(String path) throws Exception {
        assertThat(get(path).statusCode()).isIn(400, 404);
    }

    @Test
    void aPlayerGetsTheEventsOfAMatch() throws Exception {
        TestSocket socket = new TestSocket(stream("?user=ann"));

        assertThat(socket.next("hello").path("user").asText()).isEqualTo("ann");
        socket.send("{\"action\":\"start\",\"id\":\"1\",\"game_id\":\"simulated\",\"mode\":\"pvai\",\"delay\":0.05}");

        JsonNode started = socket.next("started");
        assertThat(started.path("id").asText()).isEqualTo("1");
        assertThat(started.path("game").path("id").asText()).isEqualTo("simulated");
        for (int i = 0; i < 10; i++) {
            JsonNode event = socket.next("event");
            assertThat(event.path("index").asInt()).isEqualTo(i);
            assertThat(event.path("kind").asText()).isEqualTo("point");
            assertThat(event.path("data").path("number").asInt()).isEqualTo(i + 1);
        }
        assertThat(socket.next("track").path("track").asText()).isEqualTo("score");
        socket.abort();
    }

    @Test
    void aConversationIsWrittenDown() throws Exception {
        Path file = directory.resolve("conversation.txt");
        try (DemoServer recording = DemoServer.start(storage, "localhost", 0, file, manager -> {})) {
            TestSocket socket = new TestSocket(URI.create(recording.url().replace("http:", "ws:") + "stream?user=ann"));
            socket.next("hello");
            socket.send(
                    "{\"action\":\"start\",\n\"id\":\"1\",\"game_id\":\"simulated\",\"mode\":\"pvai\",\"delay\":0.05}");
            for (int i = 0; i < 3; i++) {
                socket.next("event");
            }
            socket.abort();
        }

        List<String> lines = Files.readAllLines(file);
        assertThat(lines).contains("c1 connects");
        assertThat(lines)
                .contains("c1 > {\"action\":\"start\", \"id\":\"1\",\"game_id\":\"simulated\",\"mode\":\"pvai\","
                        + "\"delay\":0.05}");
        assertThat(lines).anyMatch(line -> line.matches("wait \\d+(\\.\\d{1,3})?"));
        assertThat(lines.stream().filter(line -> line.startsWith("c1 < {\"type\":\"event\"")))
                .hasSizeGreaterThanOrEqualTo(3);
        assertThat(lines).allMatch(line -> line.matches("c1 (connects|leaves|[<>] \\{.*})|wait [0-9.]+"));
    }

    @Test
    void whoTakesPartInAPlaybackIsNamedAndCounted() throws Exception {
        TestSocket ann = new TestSocket(stream("?user=ann"));
        ann.send("{\"action\":\"start\",\"game_id\":\"simulated\",\"mode\":\"pvp\"}");
        String playback = ann.next("started").path("playback").asText();
        TestSocket eve = new TestSocket(stream("?user=eve"));
        eve.send("{\"action\":\"start\",\"game_id\":\"simulated\",\"watch\":{\"mode\":\"pvp\"}}");
        eve.next("started");

        await().untilAsserted(() -> assertThat(company(playback))
                .isEqualTo("{\"players\":{\"count\":1,\"names\":[\"ann\"]},"
                        + "\"spectators\":{\"count\":1,\"names\":[\"eve\"]},\"again_ms\":3000}"));
        eve.send("{\"action\":\"stop\"}");
        ann.abort();
        await().untilAsserted(() -> assertThat(company(playback))
                .isEqualTo("{\"players\":{\"count\":0,\"names\":[]},"
                        + "\"spectators\":{\"count\":0,\"names\":[]},\"again_ms\":3000}"));
        assertThat(get("api/company").statusCode()).isEqualTo(400);
    }

    private String company(String playback) throws Exception {
        return get("api/company?playback=" + playback).body();
    }

    @Test
    void aNameWithControlCharactersIsTurnedAway() throws Exception {
        TestSocket socket = new TestSocket(stream("?user=a%0Ab"));

        assertThat(socket.closeCode()).isEqualTo(4500);
    }

    @Test
    void aPortThatIsTakenIsNamedInTheError() {
        assertThatThrownBy(() -> DemoServer.start(storage, "localhost", server.port()))
                .isInstanceOf(DemoServerException.class)
                .hasMessageContaining(String.valueOf(server.port()));
    }

    private URI stream(String query) {
        return URI.create(server.url().replace("http:", "ws:") + "stream" + query);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(server.url() + path)).build();
        return http.send(request, BodyHandlers.ofString(UTF_8));
    }

    @Test
    void anAddressThatDoesNotExistIsRefusedInsteadOfListeningEverywhere() {
        assertThatThrownBy(() -> DemoServer.start(storage, "nowhere.invalid", 0))
                .isInstanceOf(DemoServerException.class)
                .hasMessageContaining("\"nowhere.invalid\"");
    }

    @Test
    void anErrorPageTellsNothingOfTheServer() throws Exception {
        assertThat(get("nothing-here").body()).isNotEmpty().doesNotContain("Tomcat", "Exception", "Description");
    }
}
