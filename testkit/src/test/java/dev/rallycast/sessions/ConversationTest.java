package dev.rallycast.sessions;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.SchedulerManager;
import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.Payload;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.spi.Track;
import dev.rallycast.storage.memory.InMemoryGameStorage;
import dev.rallycast.testkit.FakeClient;
import dev.rallycast.testkit.conformance.ConformingProtocol;
import dev.rallycast.time.VirtualClock;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Replays whole conversations that are kept as text: what is said to the server is said again on a virtual clock, and every
 * byte of the answers must be as written down. Only the ids of playbacks, which differ from run to run, are written as
 * {@code pb-1}, {@code pb-2}, in the order in which they turn up.
 *
 * <p>A line of a transcript is one of these; all but the last two are what happens, those two are what comes of it.
 *
 * <pre>
 * # a remark
 * ann connects
 * ann &gt; {"action":"ping"}
 * ann leaves
 * wait 2.5
 * recorded 7 point {"to":"Ann"}
 * recording ends
 * ann &lt; {"type":"pong","at_ms":1767225600000}
 * ann closed TOO_MANY_CONNECTIONS
 * </pre>
 *
 * <p>{@code recorded} and {@code recording ends} are about the game {@code growing}; {@code m1} has ended. With
 * {@code -Drallycast.transcripts=rewrite} the transcripts are written anew instead of being compared, which
 * is also how a new one is made of the lines that happen.
 */
class ConversationTest {
    private static final Path DIRECTORY = Path.of("src/test/resources/transcripts");
    private static final boolean REWRITE = "rewrite".equals(System.getProperty("rallycast.transcripts"));
    private static final Pattern OUTCOME = Pattern.compile("\\w+ (<|closed) .*");
    private static final Pattern PLAYBACK = Pattern.compile("\"playback\":\"([^\"]+)\"");

    private final VirtualClock clock = new VirtualClock(0, Instant.parse("2026-01-01T00:00:00Z"));
    private final InMemoryGameStorage storage = new InMemoryGameStorage();
    private final Map<String, FakeClient> clients = new LinkedHashMap<>();
    private final Map<String, String> playbacks = new LinkedHashMap<>();
    private final Set<FakeClient> closed = new HashSet<>();
    private final List<String> lines = new ArrayList<>();

    static List<Path> transcripts() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void theConversationGoesAsItIsWrittenDown(Path file) throws IOException {
        storage.record(
                Game.builder("m1", "tennis").players("Ann", "Bob").build(),
                event("0", "set_start", "set", "{\"set\":1}"),
                event("5", "point", null, "{\"to\":\"Ann\"}"),
                event("12.5", "point", null, "{\"to\":\"Bob\"}"),
                event("20", "game_start", "game", "{}"),
                event("31.25", "point", null, "{\"to\":\"Ann\"}"),
                event("40", "point", null, "{\"to\":\"Ann\"}"));
        RecordingWriter growing = storage.create(Game.of("growing", "tennis"));
        growing.append(List.of(event("0", "point", null, "{\"to\":\"Ann\"}")));
        try (SchedulerManager manager = SchedulerManager.builder(storage)
                .clock(clock)
                .protocol(new ConformingProtocol())
                .engineLoops(1)
                .sessionLoops(1)
                .track(new CountingTrack("count", Track.Delivery.LOSSLESS))
                .build()) {
            for (String line : Files.readAllLines(file)) {
                if (!OUTCOME.matcher(line).matches()) {
                    lines.add(line);
                    happens(line, manager, growing);
                }
            }
        }
        String replayed = String.join("\n", lines) + "\n";
        if (REWRITE) {
            Files.writeString(file, replayed);
        }
        assertThat(replayed).isEqualTo(Files.readString(file));
    }

    private void happens(String line, SchedulerManager manager, RecordingWriter growing) {
        String[] words = line.split(" ", 4);
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        } else if (words[0].equals("wait")) {
            clock.advance(
                    Duration.ofNanos(new BigDecimal(words[1]).movePointRight(9).longValueExact()));
        } else if (words[0].equals("recorded")) {
            growing.append(List.of(event(words[1], words[2], null, words[3])));
        } else if (line.equals("recording ends")) {
            growing.end();
        } else if (words[1].equals("connects")) {
            clients.put(words[0], FakeClient.connect(manager.clients(), words[0]));
        } else if (words[1].equals("leaves")) {
            client(words[0]).disconnect();
        } else if (words[1].equals(">")) {
            client(words[0]).send(withRealIds(line.substring(line.indexOf('>') + 2)));
        } else {
            throw new IllegalArgumentException("not a line of a transcript: " + line);
        }
        clock.wake();
        clients.forEach(this::writeDown);
    }

    private FakeClient client(String name) {
        return requireNonNull(clients.get(name), name);
    }

    private void writeDown(String name, FakeClient client) {
        for (String text : client.texts()) {
            lines.add(name + " < " + withPlainIds(text));
        }
        client.clear();
        CloseCode code = client.closedWith();
        if (code != null && closed.add(client)) {
            lines.add(name + " closed " + code);
        }
    }

    private String withPlainIds(String text) {
        Matcher id = PLAYBACK.matcher(text);
        while (id.find()) {
            playbacks.putIfAbsent(id.group(1), "pb-" + (playbacks.size() + 1));
        }
        String plain = text;
        for (Map.Entry<String, String> playback : playbacks.entrySet()) {
            plain = plain.replace(playback.getKey(), playback.getValue());
        }
        return plain;
    }

    private String withRealIds(String text) {
        String real = text;
        for (Map.Entry<String, String> playback : playbacks.entrySet()) {
            real = real.replace('"' + playback.getValue() + '"', '"' + playback.getKey() + '"');
        }
        return real;
    }

    private static EventDraft event(String seconds, String kind, @Nullable String mark, String data) {
        return new EventDraft(new BigDecimal(seconds).movePointRight(9).longValueExact(), kind, mark, Payload.of(data));
    }
}
