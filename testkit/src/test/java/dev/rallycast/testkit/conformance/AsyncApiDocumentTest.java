package dev.rallycast.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.Action;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.MatchTime;
import dev.rallycast.model.Payload;
import dev.rallycast.model.PlaybackStatus;
import dev.rallycast.model.Role;
import dev.rallycast.model.Speed;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.ErrorCode;
import dev.rallycast.protocol.Frame;
import dev.rallycast.protocol.Limits;
import dev.rallycast.protocol.StateView;
import dev.rallycast.protocol.json.JsonControlProtocol;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Keeps {@code docs/asyncapi.json} true: its lists are those of the code, and it describes what is written. */
class AsyncApiDocumentTest {
    private static final ProtocolSchemas SCHEMAS = new ProtocolSchemas();
    private static final Pattern EXAMPLE = Pattern.compile("(?ms)^```json\\n(.*?)^```$");
    private static final List<String> CAUSES = List.of(
            "start",
            "pause",
            "resume",
            "speed",
            "scrub",
            "step",
            "live",
            "end",
            "skip",
            "slip",
            "released",
            "restored");
    private static final StateView STATE = state(new Random(1));

    private final JsonControlProtocol protocol = new JsonControlProtocol();

    @Test
    void theListsAreThoseOfTheCode() {
        assertThat(schema("Action")).containsExactlyElementsOf(names(Action.values(), Action::wireName));
        assertThat(schema("Role")).containsExactlyInAnyOrderElementsOf(names(Role.values(), Role::wireName));
        assertThat(schema("Status"))
                .containsExactlyElementsOf(names(PlaybackStatus.values(), PlaybackStatus::wireName));
        assertThat(schema("ErrorCode")).containsExactlyElementsOf(names(ErrorCode.values(), Enum::name));
        assertThat(schema("RetriedErrorCode"))
                .containsExactlyElementsOf(Arrays.stream(ErrorCode.values())
                        .filter(ErrorCode::retry)
                        .map(Enum::name)
                        .toList());
        assertThat(SCHEMAS.commandNames())
                .containsExactlyInAnyOrderElementsOf(names(Action.values(), Action::wireName));
        assertThat(SCHEMAS.frameTypes())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Frame.class.getPermittedSubclasses())
                        .map(AsyncApiDocumentTest::frameType)
                        .toList());
    }

    @Test
    void theCloseCodesAreThoseOfTheCode() {
        List<String> rows = new ArrayList<>();
        SCHEMAS.document().path("x-close-codes").forEach(row -> rows.add(row.toString()));
        assertThat(rows)
                .containsExactlyElementsOf(Arrays.stream(CloseCode.values())
                        .map(code -> "{\"code\":" + code.code() + ",\"name\":\"" + code.name() + "\",\"reconnect\":"
                                + code.reconnect() + "}")
                        .toList());
    }

    @Test
    void everyMessageHasItsPlaceInTheChannelAndInAnOperation() {
        List<String> all = Stream.concat(SCHEMAS.commandNames().stream(), SCHEMAS.frameTypes().stream())
                .toList();
        JsonNode channel = SCHEMAS.document().at("/channels/stream/messages");
        assertThat(channel.propertyNames()).containsExactlyInAnyOrderElementsOf(all);
        String operations = SCHEMAS.document().path("operations").toString();
        assertThat(all).allSatisfy(name -> assertThat(operations).contains("stream/messages/" + name + "\""));
    }

    @Test
    void everyExampleOfTheProtocolConforms() {
        List<String> violations = new ArrayList<>();
        int examples = 0;
        for (String example : EXAMPLE.matcher(Documents.read("docs/protocol.md"))
                .results()
                .map(match -> match.group(1))
                .toList()) {
            violations.addAll(
                    example.startsWith("{\"action\"")
                            ? SCHEMAS.violationsOfCommand(example)
                            : SCHEMAS.violationsOfFrame(example));
            examples++;
        }
        assertThat(violations).isEmpty();
        assertThat(examples).isGreaterThan(25);
    }

    @Test
    void everyFrameThatCanBeWrittenConforms() {
        long seed = 20261122;
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            for (Frame frame : frames(random)) {
                String text = protocol.encode(frame).text();
                assertThat(SCHEMAS.violationsOfFrame(text))
                        .as("seed %d, round %d", seed, round)
                        .isEmpty();
            }
        }
        assertThat(frames(random).stream().<Class<?>>map(Frame::getClass).distinct())
                .containsExactlyInAnyOrder(Frame.class.getPermittedSubclasses());
    }

    @Test
    void aFrameWithAFieldMoreOrLessDoesNotConform() {
        for (Frame frame : frames(new Random(7))) {
            String text = protocol.encode(frame).text();
            assertThat(SCHEMAS.violationsOfFrame("{\"more\":1," + text.substring(1)))
                    .as(text)
                    .isNotEmpty();
            assertThat(SCHEMAS.violationsOfFrame(text.replaceFirst("\"type\"", "\"kind_of\"")))
                    .as(text)
                    .isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'pong','at_ms':-1}",
                "{'type':'pong','at_ms':1.5}",
                "{'type':'pong','at_ms':'1'}",
                "{'type':'pong'}",
                "{'type':'gap','track':'t','dropped':0}",
                "{'type':'error','code':'BAD_JSON','message':'','retry':true}",
                "{'type':'error','code':'INTERNAL','message':'','retry':false}",
                "{'type':'error','code':'ODD','message':'','retry':false}",
                "{'type':'track','track':'t','epoch':0,'index':-1,'time':0,'data':1}",
                "{'type':'track','track':'t','epoch':0,'index':0,'time':0.0000001,'data':1}",
                "{'type':'snapshot','epoch':0,'index':-2,'time':0,'recent':[],'tracks':{}}",
                "{'type':'snapshot','epoch':0,'index':0,'time':0,'recent':[{'index':0}],'tracks':{}}",
                "{'type':'odd'}"
            })
    void whatNoServerSaysDoesNotConform(String text) {
        assertThat(SCHEMAS.violationsOfFrame(json(text))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'action':'start'}",
                "{'action':'start','game_id':1}",
                "{'action':'start','game_id':'g','delay':-1}",
                "{'action':'start','game_id':'g','delay':1,'max_gap':1}",
                "{'action':'start','game_id':'g','max_gap':0}",
                "{'action':'start','game_id':'g','from':{'by':1}}",
                "{'action':'start','game_id':'g','watch':{'mode':'pvp'},'mode':'pvp'}",
                "{'action':'start','game_id':'g','watch':{}}",
                "{'action':'speed'}",
                "{'action':'speed','speed':0.0001}",
                "{'action':'scrub'}",
                "{'action':'scrub','to':{}}",
                "{'action':'scrub','to':{'index':1,'time':1}}",
                "{'action':'scrub','to':{'index':1,'offset':1}}",
                "{'action':'step','count':1.5}",
                "{'action':'ping','id':null}",
                "{'action':'jump'}"
            })
    void whatNoClientMaySayDoesNotConform(String text) {
        assertThat(SCHEMAS.violationsOfCommand(json(text))).isNotEmpty();
    }

    @Test
    void unknownFieldsOfAClientConform() {
        assertThat(SCHEMAS.violationsOfCommand(json("{'action':'scrub','to':{'index':1,'new':2},'new':[]}")))
                .isEmpty();
    }

    private static List<Frame> frames(Random random) {
        String text = text(random);
        long count = random.nextLong() & Long.MAX_VALUE >> random.nextInt(63);
        long nanos = nanos(random);
        Payload data = Payload.of(random.nextBoolean() ? "{\"a\":[1.50e+300,null]}" : "-0.1");
        GameEvent event = new GameEvent(count, nanos, "k" + text, "m", data);
        @Nullable String id = random.nextBoolean() ? text : null;
        ErrorCode code = oneOf(random, ErrorCode.values());
        Game.Builder game = Game.builder("g", "tennis");
        if (random.nextBoolean()) {
            game.players("Ann", text)
                    .event(text)
                    .surface(text)
                    .format(text)
                    .mode("pvp")
                    .scheduledStart(Instant.ofEpochMilli(random.nextLong() >>> 22));
        }
        boolean recovered = random.nextBoolean();
        return List.of(
                new Frame.Hello(1, text, text, Limits.defaults()),
                new Frame.Started(
                        id,
                        "p",
                        game.build(),
                        "pvp",
                        oneOf(random, Role.values()),
                        EnumSet.range(Action.START, oneOf(random, Action.values())),
                        state(random),
                        random.nextBoolean() ? List.of() : List.of("delay", "max_gap", "speed", "from", "paused"),
                        recovered,
                        recovered ? null : "too_far"),
                new Frame.Started(
                        id,
                        "p",
                        game.build(),
                        "own",
                        Role.SPECTATOR,
                        EnumSet.noneOf(Action.class),
                        STATE,
                        List.of(),
                        null,
                        null),
                new Frame.Timeline(count, nanos, List.of(new Frame.Marker(count, nanos, text)), random.nextBoolean()),
                new Frame.Snapshot(count, count - 1, nanos, List.of(event), Map.of(text, data)),
                new Frame.Event(count, event, count),
                new Frame.Track(text, count, count, nanos, data),
                new Frame.State(state(random)),
                new Frame.Ok(id, state(random), random.nextBoolean()),
                new Frame.Pong(id, count),
                new Frame.Refusal(
                        id,
                        code,
                        text,
                        random.nextBoolean() ? count : null,
                        random.nextBoolean() ? state(random) : null),
                new Frame.Gap(text, count == 0 ? 1 : count),
                new Frame.Heartbeat(random.nextBoolean() ? state(random) : null),
                new Frame.Stopped(id, text),
                new Frame.Draining(count));
    }

    private static StateView state(Random random) {
        long count = random.nextLong() & Long.MAX_VALUE >> random.nextInt(63);
        return new StateView(
                count,
                count,
                oneOf(random, PlaybackStatus.values()),
                count - 1,
                nanos(random),
                Speed.MIN + random.nextInt(Speed.MAX - Speed.MIN + 1),
                CAUSES.get(random.nextInt(CAUSES.size())),
                random.nextBoolean() ? text(random) : null,
                random.nextBoolean(),
                count);
    }

    private static <E> E oneOf(Random random, E[] values) {
        return values[random.nextInt(values.length)];
    }

    /** Any match time there is. */
    private static long nanos(Random random) {
        return (random.nextLong() & Long.MAX_VALUE >> random.nextInt(63)) % (MatchTime.MAX_NANOS + 1);
    }

    private static String text(Random random) {
        StringBuilder out = new StringBuilder();
        for (int i = random.nextInt(20); i > 0; i--) {
            int codePoint = random.nextInt(1 << (random.nextInt(20) + 1));
            out.appendCodePoint(
                    codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE ? 'x' : codePoint);
        }
        return out.toString();
    }

    private static String frameType(Class<?> frame) {
        return frame == Frame.Refusal.class ? "error" : frame.getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static List<String> schema(String name) {
        List<String> values = new ArrayList<>();
        SCHEMAS.document()
                .at("/components/schemas/" + name + "/enum")
                .forEach(value -> values.add(value.stringValue()));
        return values;
    }

    private static <E> List<String> names(E[] values, java.util.function.Function<E, String> name) {
        return Arrays.stream(values).map(name).toList();
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
