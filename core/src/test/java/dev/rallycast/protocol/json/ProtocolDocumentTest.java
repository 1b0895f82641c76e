package dev.rallycast.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rallycast.model.Action;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import dev.rallycast.model.PlaybackStatus;
import dev.rallycast.model.Role;
import dev.rallycast.model.Target;
import dev.rallycast.model.Watch;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.Command;
import dev.rallycast.protocol.Command.Control;
import dev.rallycast.protocol.Command.ResumePoint;
import dev.rallycast.protocol.Command.Start;
import dev.rallycast.protocol.Command.StartOptions;
import dev.rallycast.protocol.ErrorCode;
import dev.rallycast.protocol.Frame;
import dev.rallycast.protocol.Limits;
import dev.rallycast.protocol.StateView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/protocol.md} true: every example and table in it. */
class ProtocolDocumentTest {
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    private static final Pattern EXAMPLE = Pattern.compile("(?ms)^```json\\n(.*?)^```$");
    private static final long SECOND = 1_000_000_000L;

    private final JsonControlProtocol protocol = new JsonControlProtocol();
    private final String document = document();

    private static final List<Command> COMMANDS = List.of(
            new Start(null, "123", null, StartOptions.NONE, null, null, null),
            new Start(null, "123", null, new StartOptions(SECOND, null, null, null, null), null, null, null),
            new Start(
                    "1",
                    "123",
                    "pvai",
                    new StartOptions(null, 1_500, new Target.ToTime(90_500_000_000L), 5 * SECOND, true),
                    List.of("score"),
                    new ResumePoint("pb-7", 2, 41),
                    null),
            new Start(null, "123", "spectator", StartOptions.NONE, null, null, new Watch("pvai", "ann")),
            new Control("2", Action.PAUSE, 3L, null, null),
            new Control("3", Action.RESUME, null, 2_000, null),
            new Control("4", Action.SPEED, null, 500, null),
            new Control("5", Action.SCRUB, null, null, new Target.ToIndex(120)),
            new Control(null, Action.SCRUB, null, null, new Target.ToTime(61_500_000_000L)),
            new Control(null, Action.SCRUB, null, null, new Target.By(-10 * SECOND)),
            new Control(null, Action.SCRUB, null, null, new Target.ToPercent(37_500_000)),
            new Control(null, Action.SCRUB, null, null, new Target.ToMarker("set", 0)),
            new Command.Step("6", null, -1),
            new Command.Live("10", null),
            new Command.Status("7"),
            new Command.Stop("8"),
            new Command.Ping("9"));

    private static List<Frame> frames() {
        Game game = Game.builder("123", "tennis")
                .players("Ann", "Bob")
                .event("Open")
                .surface("clay")
                .format("best of 3")
                .scheduledStart(Instant.parse("2026-05-01T10:00:00Z"))
                .mode("pvp")
                .build();
        GameEvent set = new GameEvent(0, 0, "set_start", "set", Payload.of("{\"set\":1}"));
        GameEvent point = new GameEvent(1, 60 * SECOND, "point", null, Payload.of("{\"to\":\"Ann\"}"));
        Payload score = Payload.of("{\"points\":[15,0]}");
        return List.of(
                new Frame.Hello(1, "ann", "node-1", Limits.defaults()),
                new Frame.Started(
                        "1",
                        "pb-7",
                        game,
                        "pvp",
                        Role.PLAYER,
                        Set.of(Action.values()),
                        state(3, 2, PlaybackStatus.PLAYING, 41, 61_500, 1_500, "speed", 1_767_225_661_500L),
                        List.of("max_gap"),
                        false,
                        "seek"),
                new Frame.Timeline(3, 95_250_000_000L, List.of(new Frame.Marker(0, 0, "set")), false),
                new Frame.Snapshot(2, 1, 61_500_000_000L, List.of(set, point), Map.of("score", score)),
                new Frame.Event(2, point, 1_767_225_660_000L),
                new Frame.Track("score", 2, 1, 60 * SECOND, score),
                new Frame.State(state(4, 2, PlaybackStatus.PAUSED, 1, 61_500, 1_500, "pause", 1_767_225_661_500L)),
                new Frame.Ok(
                        "5",
                        state(5, 3, PlaybackStatus.PLAYING, 119, 240_000, 1_000, "scrub", 1_767_225_700_000L),
                        true),
                new Frame.Pong("9", 1_767_225_661_500L),
                new Frame.Refusal("4", ErrorCode.RATE_LIMITED, "more than 10 commands a second", 250L, null),
                new Frame.Gap("commentary", 12),
                new Frame.Heartbeat(new StateView(
                        4,
                        2,
                        PlaybackStatus.PAUSED,
                        1,
                        61_500_000_000L,
                        1_500,
                        "pause",
                        "ann",
                        true,
                        1_767_225_676_500L)),
                new Frame.Stopped("8", "stop"),
                new Frame.Draining(1_500));
    }

    @Test
    void everyExampleOfACommandIsReadAsThatCommand() {
        assertThat(examples("action").stream().map(protocol::decode).toList()).isEqualTo(COMMANDS);
        assertThat(COMMANDS.stream().map(Command::action).distinct()).containsExactly(Action.values());
    }

    @Test
    void everyExampleOfAFrameIsWhatIsSent() throws IOException {
        // Equal in every byte but the white space between tokens.
        List<String> sent =
                frames().stream().map(f -> protocol.encode(f).text()).toList();
        List<String> examples =
                examples("type").stream().map(ProtocolDocumentTest::compact).toList();
        assertThat(examples).isEqualTo(sent);
        assertThat(frames().stream().<Class<?>>map(Frame::getClass).toList())
                .containsExactlyInAnyOrder(Frame.class.getPermittedSubclasses());
    }

    @Test
    void everyActionAndTypeHasItsPlaceInAHeading() {
        for (Action action : Action.values()) {
            assertThat(document).containsPattern("(?m)^### .*\\b" + action.wireName() + "\\b");
        }
    }

    @Test
    void theTableOfErrorCodesIsTheEnum() {
        assertThat(rows("\\| `([A-Z_]+)` \\| (yes|no) \\|"))
                .containsExactlyElementsOf(Arrays.stream(ErrorCode.values())
                        .map(code -> List.of(code.name(), code.retry() ? "yes" : "no"))
                        .toList());
    }

    @Test
    void theTableOfCloseCodesIsTheEnum() {
        assertThat(rows("\\| (\\d{4}) \\| `([A-Z_]+)` \\| (yes|no) \\|"))
                .containsExactlyElementsOf(Arrays.stream(CloseCode.values())
                        .map(code ->
                                List.of(Integer.toString(code.code()), code.name(), code.reconnect() ? "yes" : "no"))
                        .toList());
    }

    @Test
    void theTableOfStatusesIsTheEnum() {
        String section = document.substring(document.indexOf("| `status` |"), document.indexOf("### ok"));
        assertThat(Pattern.compile("(?m)^\\| `([a-z]+)` \\| [^|]+\\|$")
                        .matcher(section)
                        .results()
                        .map(row -> row.group(1)))
                .filteredOn(name -> !name.equals("status"))
                .containsExactlyElementsOf(Arrays.stream(PlaybackStatus.values())
                        .map(PlaybackStatus::wireName)
                        .toList());
    }

    private List<String> examples(String field) {
        return EXAMPLE.matcher(document)
                .results()
                .map(match -> match.group(1))
                .filter(text -> tree(text).has(field))
                .toList();
    }

    private List<List<String>> rows(String pattern) {
        return Pattern.compile("(?m)^" + pattern)
                .matcher(document)
                .results()
                .map(ProtocolDocumentTest::groups)
                .toList();
    }

    private static List<String> groups(MatchResult row) {
        return IntStream.rangeClosed(1, row.groupCount()).mapToObj(row::group).toList();
    }

    private static StateView state(
            long revision,
            long epoch,
            PlaybackStatus status,
            long index,
            long timeMillis,
            int speed,
            String cause,
            long atMillis) {
        return new StateView(
                revision, epoch, status, index, timeMillis * 1_000_000, speed, cause, "ann", false, atMillis);
    }

    private static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
    }

    private static String compact(String json) {
        return tree(json).toString();
    }

    /** The document of the checkout, whichever directory of it the tests run in. */
    private static String document() {
        for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
            Path file = dir.resolve("docs/protocol.md");
            if (Files.exists(file)) {
                try {
                    return Files.readString(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        throw new IllegalStateException(
                "docs/protocol.md is not above " + Path.of("").toAbsolutePath());
    }
}
