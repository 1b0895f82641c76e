package dev.rallycast.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rallycast.model.Action;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.MatchTime;
import dev.rallycast.model.Payload;
import dev.rallycast.model.PlaybackStatus;
import dev.rallycast.model.Role;
import dev.rallycast.protocol.ErrorCode;
import dev.rallycast.protocol.Frame;
import dev.rallycast.protocol.Limits;
import dev.rallycast.protocol.StateView;
import dev.rallycast.protocol.WireMessage;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class EncodeTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final StateView STATE = new StateView(
            3, 1, PlaybackStatus.PLAYING, 7, 12_500_000_000L, 1_500, "scrub", "ann", false, 1_767_225_600_123L);
    private static final StateView NOBODYS =
            new StateView(0, 0, PlaybackStatus.STARTING, -1, 0, 1_000, "start", null, true, 5);
    private static final String STATE_FIELDS = "'revision':3,'epoch':1,'status':'playing','index':7,'time':12.5,"
            + "'speed':1.5,'cause':'scrub','by':'ann','at_ms':1767225600123";
    private static final String NOBODYS_FIELDS = "'revision':0,'epoch':0,'status':'starting','index':-1,'time':0,"
            + "'speed':1,'cause':'start','by':null,'isolated':true,'at_ms':5";

    private final JsonControlProtocol protocol = new JsonControlProtocol();

    static Stream<Arguments> frames() {
        Game bare = Game.of("g", "tennis");
        Game full = Game.builder("g/1", "tennis")
                .players("A", "B \"C\"")
                .mode("pvp")
                .event("Open")
                .surface("clay")
                .format("best of 3")
                .scheduledStart(Instant.parse("2026-05-01T10:00:00Z"))
                .details(Map.of("winner", "A"))
                .build();
        Map<String, Payload> tracks = new LinkedHashMap<>();
        tracks.put("score", Payload.of("{ \"a\" : 1.0e0 }"));
        tracks.put("stats", Payload.of("null"));
        return Stream.of(
                arguments(
                        new Frame.Hello(1, "ann", null, Limits.defaults()),
                        "{'type':'hello','version':1,'user':'ann','limits':{'max_message_bytes':8192,'max_depth':32,"
                                + "'player_rate':{'per_second':10,'burst':20},"
                                + "'spectator_rate':{'per_second':3,'burst':10},"
                                + "'max_lag_messages':1024,'max_lag_bytes':524288,'max_track_backlog':64,"
                                + "'max_pending_replies':256,"
                                + "'max_catch_up':300,'max_recent':50,'heartbeat_ms':15000,'ping_ms':15000,"
                                + "'pong_ms':10000,'send_timeout_ms':10000,'first_message_ms':30000,'reconnect_within_ms':2000,"
                                + "'max_connections':100000,'max_connections_per_user':16,'max_sessions_per_game':50000,"
                                + "'speed_min':0.1,'speed_max':16}}"),
                arguments(
                        new Frame.Started(
                                "1",
                                "p",
                                full,
                                "pvp",
                                Role.PLAYER,
                                Set.of(Action.PING, Action.SCRUB, Action.START, Action.PAUSE),
                                STATE,
                                List.of("delay", "from"),
                                false,
                                "too_far"),
                        "{'type':'started','id':'1','playback':'p','game':{'id':'g/1','sport':'tennis',"
                                + "'players':['A','B \\'C\\''],'event':'Open','surface':'clay',"
                                + "'format':'best of 3','scheduled_start':'2026-05-01T10:00:00Z','mode':'pvp'},"
                                + "'mode':'pvp','role':'player','may':['start','pause','scrub','ping'],"
                                + "'state':{" + STATE_FIELDS + "},'ignored':['delay','from'],'recovered':false,"
                                + "'why':'too_far'}"),
                arguments(
                        new Frame.Started(
                                null, "p", bare, "spectator", Role.SPECTATOR, Set.of(), NOBODYS, List.of(), null, null),
                        "{'type':'started','playback':'p','game':{'id':'g','sport':'tennis','players':[]},"
                                + "'mode':'spectator','role':'spectator','may':[],"
                                + "'state':{" + NOBODYS_FIELDS + "},'ignored':[],'recovered':null}"),
                arguments(
                        new Frame.Started(
                                null,
                                "p",
                                bare,
                                "pvai",
                                Role.PLAYER,
                                EnumSet.allOf(Action.class),
                                NOBODYS,
                                List.of(),
                                true,
                                null),
                        "{'type':'started','playback':'p','game':{'id':'g','sport':'tennis','players':[]},"
                                + "'mode':'pvai','role':'player','may':['start','pause','resume','speed','scrub',"
                                + "'step','live','status','stop','ping'],"
                                + "'state':{" + NOBODYS_FIELDS + "},'ignored':[],'recovered':true}"),
                arguments(
                        new Frame.Timeline(
                                100,
                                3_600_000_001_000L,
                                List.of(new Frame.Marker(0, 0, "set"), new Frame.Marker(9, 1_000_000, "game")),
                                true),
                        "{'type':'timeline','length':100,'duration':3600.000001,'markers':["
                                + "{'index':0,'time':0,'mark':'set'},{'index':9,'time':0.001,'mark':'game'}],"
                                + "'growing':true}"),
                arguments(
                        new Frame.Timeline(0, 0, List.of(), false),
                        "{'type':'timeline','length':0,'duration':0,'markers':[],'growing':false}"),
                arguments(
                        new Frame.Snapshot(
                                2,
                                8,
                                9_000_000_000L,
                                List.of(event(7, "8.25", "point", "{\"x\": [1,2]}"), event(8, "9", "game", "7")),
                                tracks),
                        "{'type':'snapshot','epoch':2,'index':8,'time':9,'recent':["
                                + "{'index':7,'time':8.25,'kind':'point','data':{'x': [1,2]}},"
                                + "{'index':8,'time':9,'kind':'game','data':7}],"
                                + "'tracks':{'score':{ 'a' : 1.0e0 },'stats':null}}"),
                arguments(
                        new Frame.Snapshot(0, -1, 0, List.of(), Map.of()),
                        "{'type':'snapshot','epoch':0,'index':-1,'time':0,'recent':[],'tracks':{}}"),
                arguments(
                        new Frame.Event(2, event(41, "61.5", "point", "{\"by\":\"A\"}"), 1_767_225_661_500L),
                        "{'type':'event','epoch':2,'index':41,'time':61.5,'kind':'point','data':{'by':'A'},"
                                + "'at_ms':1767225661500}"),
                arguments(
                        new Frame.Track("score", 2, 41, 61_500_000_000L, Payload.of("[15,0]")),
                        "{'type':'track','track':'score','epoch':2,'index':41,'time':61.5,'data':[15,0]}"),
                arguments(new Frame.State(STATE), "{'type':'state'," + STATE_FIELDS + "}"),
                arguments(new Frame.State(NOBODYS), "{'type':'state'," + NOBODYS_FIELDS + "}"),
                arguments(new Frame.Ok("1", STATE, false), "{'type':'ok','id':'1','state':{" + STATE_FIELDS + "}}"),
                arguments(
                        new Frame.Ok(null, STATE, true),
                        "{'type':'ok','state':{" + STATE_FIELDS + "},'superseded':true}"),
                arguments(new Frame.Pong("1", 5), "{'type':'pong','id':'1','at_ms':5}"),
                arguments(new Frame.Pong(null, 5), "{'type':'pong','at_ms':5}"),
                arguments(
                        new Frame.Refusal("1", ErrorCode.RATE_LIMITED, "too fast", 250L, STATE),
                        "{'type':'error','id':'1','code':'RATE_LIMITED','message':'too fast','retry':true,"
                                + "'retry_after_ms':250,'state':{" + STATE_FIELDS + "}}"),
                arguments(
                        new Frame.Refusal(null, ErrorCode.BAD_JSON, "", null, null),
                        "{'type':'error','code':'BAD_JSON','message':'','retry':false}"),
                arguments(new Frame.Gap("chat", 12), "{'type':'gap','track':'chat','dropped':12}"),
                arguments(new Frame.Heartbeat(STATE), "{'type':'heartbeat','state':{" + STATE_FIELDS + "}}"),
                arguments(new Frame.Heartbeat(null), "{'type':'heartbeat'}"),
                arguments(new Frame.Stopped("1", "stop"), "{'type':'stopped','id':'1','reason':'stop'}"),
                arguments(new Frame.Stopped(null, "idle"), "{'type':'stopped','reason':'idle'}"),
                arguments(new Frame.Draining(1_500), "{'type':'draining','reconnect_after_ms':1500}"));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void writesEveryFrame(Frame frame, String expected) throws Exception {
        assertThat(text(frame)).isEqualTo(expected.replace('\'', '"'));
        assertThat(MAPPER.readTree(text(frame)).isObject()).isTrue();
    }

    @Test
    void theTableHasEveryKindOfFrame() {
        assertThat(frames().<Class<?>>map(row -> row.get()[0].getClass())
                        .distinct()
                        .toList())
                .containsExactlyInAnyOrder(Frame.class.getPermittedSubclasses());
    }

    @Test
    void helloTellsEveryLimit() throws Exception {
        JsonNode limits = MAPPER.readTree(text(new Frame.Hello(1, "u", null, Limits.defaults())))
                .get("limits");
        for (RecordComponent component : Limits.class.getRecordComponents()) {
            String name = component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT)
                    + (component.getType() == Duration.class ? "_ms" : "");
            assertThat(limits.has(name)).as(name).isTrue();
        }
        assertThat(limits.size()).isEqualTo(Limits.class.getRecordComponents().length + 2);
    }

    @Test
    void detailsOfAGameNeverLeak() {
        Game game = Game.builder("g", "tennis")
                .details(Map.of("secret_key", "secret_value", "winner", "secret_value"))
                .build();
        assertThat(text(new Frame.Started(null, "p", game, "pvp", Role.PLAYER, Set.of(), STATE, List.of(), null, null)))
                .doesNotContain("secret", "winner", "details");
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void errorsSayWhetherToTryAgain(ErrorCode code) {
        assertThat(text(new Frame.Refusal(null, code, "m", null, null)))
                .isEqualTo("{\"type\":\"error\",\"code\":\"" + code.name() + "\",\"message\":\"m\",\"retry\":"
                        + code.retry() + "}");
    }

    @Test
    void eventAndTrackFramesHaveExactlyTheirPayloadsBytes() {
        byte[] odd = "  {\"a\" :1.50e+01,\t\"\\u00e9\":\"é😀\\/\" , \"z\":-0}".getBytes(UTF_8);
        Payload payload = Payload.of(odd);
        String text = new String(odd, UTF_8);
        assertThat(text(new Frame.Event(0, new GameEvent(0, 0, "k", "m", payload), 0)))
                .isEqualTo("{\"type\":\"event\",\"epoch\":0,\"index\":0,\"time\":0,\"kind\":\"k\",\"data\":" + text
                        + ",\"at_ms\":0}");
        assertThat(text(new Frame.Track("t", 0, 0, 0, payload)))
                .isEqualTo("{\"type\":\"track\",\"track\":\"t\",\"epoch\":0,\"index\":0,\"time\":0,\"data\":" + text
                        + "}");
        assertThat(text(new Frame.Snapshot(0, 0, 0, List.of(), Map.of("t", payload))))
                .endsWith("\"tracks\":{\"t\":" + text + "}}");
    }

    @Test
    void writesTheLargestPayload() {
        Payload payload = Payload.of("\"" + "x".repeat(Payload.MAX_BYTES - 2) + "\"");
        assertThat(protocol.encode(new Frame.Event(0, new GameEvent(0, 0, "k", null, payload), 0))
                        .size())
                .isEqualTo("{'type':'event','epoch':0,'index':0,'time':0,'kind':'k','data':,'at_ms':0}".length()
                        + Payload.MAX_BYTES);
    }

    @Test
    void stringsSurviveTheirEncoding() throws Exception {
        long seed = 20261122;
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            String string = randomString(random);
            JsonNode gap = MAPPER.readTree(text(new Frame.Gap(string, i)));
            assertThat(gap.get("track").textValue())
                    .as("seed %d, round %d", seed, i)
                    .isEqualTo(string);
        }
    }

    @Test
    void halfOfASurrogatePairBecomesTheReplacementCharacter() {
        assertThat(text(new Frame.Gap("a\ud800b\udc00", 1))).contains("\"a\ufffdb\ufffd\"");
    }

    @Test
    void eventFramesSayWhatWasPutIn() throws Exception {
        long seed = 42;
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            GameEvent event = new GameEvent(
                    random.nextLong() & Long.MAX_VALUE >> random.nextInt(63),
                    (random.nextLong() & Long.MAX_VALUE >> random.nextInt(63)) % (MatchTime.MAX_NANOS + 1),
                    "k" + randomString(random),
                    null,
                    Payload.of(Integer.toString(random.nextInt())));
            Frame.Event frame = new Frame.Event(random.nextLong() >> random.nextInt(64), event, random.nextLong());
            String text = text(frame);
            JsonNode json = MAPPER.readTree(text);
            String where = "seed " + seed + ", round " + i + ": " + text;
            assertThat(json.get("epoch").longValue()).as(where).isEqualTo(frame.epoch());
            assertThat(json.get("index").longValue()).as(where).isEqualTo(event.index());
            assertThat(json.get("kind").textValue()).as(where).isEqualTo(event.kind());
            assertThat(json.get("data").intValue())
                    .as(where)
                    .isEqualTo(Integer.parseInt(event.data().json()));
            assertThat(json.get("at_ms").longValue()).as(where).isEqualTo(frame.atMillis());
            assertThat(text).contains("\"time\":" + MatchTime.seconds(event.timeNanos()) + ",");
        }
    }

    private String text(Frame frame) {
        return protocol.encode(frame).text();
    }

    private static GameEvent event(long index, String seconds, String kind, String data) {
        return new GameEvent(index, MatchTime.nanosOfSeconds(new BigDecimal(seconds)), kind, null, Payload.of(data));
    }

    /** Up to 20 code points of every length in UTF-8, no half pairs. */
    static String randomString(Random random) {
        StringBuilder out = new StringBuilder();
        int length = random.nextInt(20);
        for (int i = 0; i < length; i++) {
            int codePoint = random.nextInt(1 << (random.nextInt(20) + 1));
            out.appendCodePoint(
                    codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE ? 'x' : codePoint);
        }
        return out.toString();
    }

    @Test
    void aBatchIsAnArrayOfTheSameBytes() {
        JsonControlProtocol protocol = new JsonControlProtocol();
        WireMessage one = protocol.encode(new Frame.Pong("é", 1));
        WireMessage two = protocol.encode(new Frame.Gap("a", 2));
        WireMessage batch = protocol.batch(List.of(one, two, one));
        assertThat(batch.text()).isEqualTo("[" + one.text() + "," + two.text() + "," + one.text() + "]");
        assertThat(batch.size()).isEqualTo(2 * one.size() + two.size() + 4);
    }
}
