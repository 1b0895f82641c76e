package dev.rallycast.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.rallycast.model.Action;
import dev.rallycast.model.MatchTime;
import dev.rallycast.model.Target;
import dev.rallycast.model.Watch;
import dev.rallycast.protocol.Command;
import dev.rallycast.protocol.Command.Control;
import dev.rallycast.protocol.Command.ResumePoint;
import dev.rallycast.protocol.Command.Start;
import dev.rallycast.protocol.Command.StartOptions;
import dev.rallycast.protocol.ErrorCode;
import dev.rallycast.protocol.ProtocolException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecodeTest {
    private static final long SECOND = 1_000_000_000L;

    private final JsonControlProtocol protocol = new JsonControlProtocol();

    static Stream<Arguments> commands() {
        return Stream.of(
                arguments("{'action':'start','game_id':'123'}", start(StartOptions.NONE, null, null)),
                arguments(
                        "{'action':'start','game_id':'123','delay':1.0}",
                        start(new StartOptions(SECOND, null, null, null, null), null, null)),
                arguments(
                        "{'action':'start','game_id':'123','delay':0,'speed':2,'from':{'index':7},'max_gap':0.5,'paused':true}",
                        start(new StartOptions(0L, 2_000, new Target.ToIndex(7), SECOND / 2, true), null, null)),
                arguments(
                        "{'action':'start','game_id':'123','from':{'time':1.5},'tracks':[]}",
                        start(
                                new StartOptions(null, null, new Target.ToTime(3 * SECOND / 2), null, null),
                                List.of(),
                                null)),
                arguments(
                        "{'action':'start','game_id':'123','tracks':['score','stats'],"
                                + "'resume':{'playback':'p','epoch':2,'index':-1}}",
                        start(StartOptions.NONE, List.of("score", "stats"), new ResumePoint("p", 2, -1))),
                arguments(
                        "{'id':'','action':'start','game_id':'a/é','mode':'pvp'}",
                        new Start("", "a/é", "pvp", StartOptions.NONE, null, null, null)),
                arguments(
                        "{'action':'start','game_id':'1','watch':{'mode':'pvp'}}",
                        new Start(null, "1", null, StartOptions.NONE, null, null, new Watch("pvp", null))),
                arguments(
                        "{'action':'start','game_id':'1','mode':'spectator','watch':{'mode':'pvai','player':'ann'}}",
                        new Start(null, "1", "spectator", StartOptions.NONE, null, null, new Watch("pvai", "ann"))),
                arguments("{'action':'pause'}", control(Action.PAUSE, null, null)),
                arguments("{'action':'pause','id':'a','revision':7}", new Control("a", Action.PAUSE, 7L, null, null)),
                arguments(
                        "{'action':'resume','speed':0.5,'to':{'by':-10}}",
                        control(Action.RESUME, 500, new Target.By(-10 * SECOND))),
                arguments("{'action':'speed','speed':16}", control(Action.SPEED, 16_000, null)),
                arguments(
                        "{'action':'scrub','to':{'marker':'set'}}",
                        control(Action.SCRUB, null, new Target.ToMarker("set", 1))),
                arguments(
                        "{'action':'scrub','to':{'marker':'set','offset':-2},'speed':1}",
                        control(Action.SCRUB, 1_000, new Target.ToMarker("set", -2))),
                arguments(
                        "{'action':'scrub','to':{'percent':50}}",
                        control(Action.SCRUB, null, new Target.ToPercent(50_000_000))),
                arguments("{'action':'live'}", new Command.Live(null, null)),
                arguments("{'action':'live','id':'l','revision':2}", new Command.Live("l", 2L)),
                arguments("{'action':'step'}", new Command.Step(null, null, 1)),
                arguments("{'action':'step','count':-3,'revision':1,'id':'s'}", new Command.Step("s", 1L, -3)),
                arguments("{'action':'status','id':'x'}", new Command.Status("x")),
                arguments("{'action':'stop','id':'x'}", new Command.Stop("x")),
                arguments("{'action':'ping','id':'x'}", new Command.Ping("x")),
                arguments(" \n{ 'action' : 'ping' }\t", new Command.Ping(null)),
                arguments("{'action':'\\u0070ing'}", new Command.Ping(null)));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void readsEveryCommand(String json, Command expected) {
        assertThat(decode(json)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'action':'ping','more':{'deep':[1,null,{'a':true}]},'Action':'x'}",
                "{'action':'ping','watch':{'mode':'pvp'}}",
                "{'action':'ping','revision':'not used by ping'}",
                "{'action':'ping','big':12345678901234567890123456789012}"
            })
    void ignoresUnknownFields(String json) {
        assertThat(decode(json)).isEqualTo(new Command.Ping(null));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "0e999999999, 0",
        "1, 1000000000",
        "0.000001, 1000",
        "0.0000005, 1000",
        "0.00000049, 0",
        "1e-1000000000, 0",
        "12.345678, 12345678000",
        "-2.5, -2500000000",
        "1E3, 1000000000000",
        "1000000000, 1000000000000000000",
        // Beyond every match time, so the nearest one; 0.1 and its like have no exact double.
        "1000000000.0000001, 1000000000000000000",
        "1e1000000000, 1000000000000000000",
        "-1e300, -1000000000000000000",
        "4503599.627371, 4503599627371000",
    })
    void readsTimesExactly(String json, long nanos) {
        assertThat(decode("{'action':'scrub','to':{'time':" + json + "}}"))
                .isEqualTo(control(Action.SCRUB, null, new Target.ToTime(nanos)));
        assertThat(decode("{'action':'scrub','to':{'by':" + json + "}}"))
                .isEqualTo(control(Action.SCRUB, null, new Target.By(nanos)));
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 100",
        "1, 1000",
        "1.0, 1000",
        "1.2500000, 1250",
        "2e0, 2000",
        "1e1, 10000",
        "0, 0",
        "0e1000000, 0",
        "-1, -1000",
        "0.001, 1",
        "999999.999, 999999999",
    })
    void readsSpeedsExactlyAndLeavesTheRangeToTheEngine(String json, int thousandths) {
        assertThat(decode("{'action':'speed','speed':" + json + "}"))
                .isEqualTo(control(Action.SPEED, thousandths, null));
    }

    @Test
    void cutsIndicesAndCountsToWhatFits() {
        assertThat(decode("{'action':'scrub','to':{'index':99999999999999999999}}"))
                .isEqualTo(control(Action.SCRUB, null, new Target.ToIndex(Long.MAX_VALUE)));
        assertThat(decode("{'action':'scrub','to':{'index':-99999999999999999999}}"))
                .isEqualTo(control(Action.SCRUB, null, new Target.ToIndex(Long.MIN_VALUE)));
        assertThat(decode("{'action':'step','count':-3000000000}"))
                .isEqualTo(new Command.Step(null, null, -Integer.MAX_VALUE));
        assertThat(decode("{'action':'scrub','to':{'marker':'m','offset':3000000000}}"))
                .isEqualTo(control(Action.SCRUB, null, new Target.ToMarker("m", Integer.MAX_VALUE)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "1",
                "'text'",
                "[]",
                "[{'action':'ping'}]",
                "{",
                "{'action':'ping'",
                "{'action':'ping'}}",
                "{'action':'ping'} {'action':'ping'}",
                "{'action':'ping'}x",
                "{'action':'ping',}",
                "{'action':'ping','action':'ping'}",
                "{'action':'ping','x':{'a':1,'a':1}}",
                "{action:'ping'}",
                "{'action':'ping' /* comment */}",
                "{'action':'speed','speed':NaN}",
                "{'action':'speed','speed':Infinity}",
                "{'action':'speed','speed':-Infinity}",
                "{'action':'speed','speed':+1}",
                "{'action':'speed','speed':01}",
                "{'action':'speed','speed':.5}",
                "{'action':'speed','speed':5.}",
                "{'action':'speed','speed':0x10}",
                "{'action':'ping','x':undefined}",
                "{'action':'ping','x':'\\x'}",
                "{'action':'ping','x':'line\nbreak'}",
                "{'action':'ping','x':'\\ud800'}",
                "{'action':'ping','x':'\ud800'}",
                "{'action':'ping','x':123456789012345678901234567890123}",
            })
    void refusesWhatIsNotOneStrictJsonObject(String json) {
        assertThat(refusal(json).code()).isEqualTo(ErrorCode.BAD_JSON);
    }

    @Test
    void refusesTooDeepNesting() {
        assertThat(decode("{'action':'ping','x':" + "[".repeat(31) + "]".repeat(31) + "}"))
                .isEqualTo(new Command.Ping(null));
        assertThat(refusal("{'action':'ping','x':" + "[".repeat(32) + "]".repeat(32) + "}"))
                .hasMessageContaining("32 levels")
                .extracting(ProtocolException::code)
                .isEqualTo(ErrorCode.BAD_JSON);
        assertThat(refusal("[".repeat(1_000_000)).code()).isEqualTo(ErrorCode.BAD_JSON);
    }

    @Test
    void refusesTooLongStringsAndNames() {
        assertThat(decode("{'action':'ping','x':'" + "y".repeat(8 * 1024) + "'}"))
                .isEqualTo(new Command.Ping(null));
        assertThat(refusal("{'action':'ping','x':'" + "y".repeat(8 * 1024 + 1) + "'}")
                        .code())
                .isEqualTo(ErrorCode.BAD_JSON);
        assertThat(decode("{'action':'ping','" + "y".repeat(256) + "':1}")).isEqualTo(new Command.Ping(null));
        assertThat(refusal("{'action':'ping','" + "y".repeat(257) + "':1}").code())
                .isEqualTo(ErrorCode.BAD_JSON);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | action is missing: expected a string",
                "{'action':1} | action is 1: expected a string",
                "{'action':null} | action is null: expected a string",
                "{'action':'start'} | game_id is missing: expected a string",
                "{'action':'start','game_id':5} | game_id is 5: expected a string",
                "{'action':'start','game_id':'1','mode':true} | mode is true: expected a string",
                "{'action':'start','game_id':'1','delay':'1'} | delay is \"1\": expected a number of seconds",
                "{'action':'start','game_id':'1','delay':null} | delay is null: expected a number of seconds",
                "{'action':'start','game_id':'1','paused':1} | paused is 1: expected true or false",
                "{'action':'start','game_id':'1','speed':'2'} | speed is \"2\": expected a number",
                "{'action':'start','game_id':'1','tracks':'a'} | tracks is \"a\": expected an array of strings",
                "{'action':'start','game_id':'1','tracks':['a',1]} | tracks[1] is 1: expected a string",
                "{'action':'start','game_id':'1','from':3} | from is 3: expected an object",
                "{'action':'start','game_id':'1','from':{'by':3}} | from has by: expected exactly one of index, time, percent",
                "{'action':'start','game_id':'1','from':{'marker':'a'}}"
                        + " | from has marker: expected exactly one of index, time, percent",
                "{'action':'start','game_id':'1','resume':'p'} | resume is \"p\": expected an object",
                "{'action':'start','game_id':'1','resume':{}} | resume.playback is missing: expected a string",
                "{'action':'start','game_id':'1','resume':{'playback':'p','index':1}}"
                        + " | resume.epoch is missing: expected an integer",
                "{'action':'start','game_id':'1','resume':{'playback':'p','epoch':1.0,'index':1}}"
                        + " | resume.epoch is 1.0: expected an integer",
                "{'action':'start','game_id':'1','resume':{'playback':'p','epoch':1,'index':true}}"
                        + " | resume.index is true: expected an integer",
                "{'action':'pause','revision':1.0} | revision is 1.0: expected an integer",
                "{'action':'pause','revision':'1'} | revision is \"1\": expected an integer",
                "{'action':'pause','revision':1e3} | revision is 1e3: expected an integer",
                "{'action':'pause','to':{}}"
                        + " | to has no target: expected exactly one of index, time, by, percent, marker",
                "{'action':'speed'} | speed is missing: expected a number",
                "{'action':'speed','speed':[1]} | speed is an array: expected a number",
                "{'action':'speed','speed':1.0005}"
                        + " | speed is 1.0005: expected a number with at most 3 digits after the point",
                "{'action':'speed','speed':1e-1000000000}"
                        + " | speed is 1E-1000000000: expected a number with at most 3 digits after the point",
                "{'action':'scrub'} | to is missing: expected a target",
                "{'action':'scrub','to':[]} | to is an array: expected an object",
                "{'action':'scrub','to':{'index':1,'time':2}}"
                        + " | to has index and time: expected exactly one of index, time, by, percent, marker",
                "{'action':'scrub','to':{'percent':'50'}} | to.percent is \"50\": expected a number of percent",
                "{'action':'scrub','to':{'share':50}}"
                        + " | to has no target: expected exactly one of index, time, by, percent, marker",
                "{'action':'start','game_id':'1','mode':'pvp','watch':{'mode':'pvp'}}"
                        + " | mode is \"pvp\": expected \"spectator\" with watch",
                "{'action':'start','game_id':'1','watch':'pvp'} | watch is \"pvp\": expected an object",
                "{'action':'start','game_id':'1','watch':{}} | watch.mode is missing: expected a string",
                "{'action':'start','game_id':'1','watch':{'mode':'pvai','player':''}}"
                        + " | watch.player is empty: expected a user's id",
                "{'action':'scrub','to':{'index':1,'offset':1}}"
                        + " | to has offset and index: expected offset with marker",
                "{'action':'scrub','to':{'index':1.5}} | to.index is 1.5: expected an integer",
                "{'action':'scrub','to':{'index':'1'}} | to.index is \"1\": expected an integer",
                "{'action':'scrub','to':{'time':'1'}} | to.time is \"1\": expected a number of seconds",
                "{'action':'scrub','to':{'by':{}}} | to.by is an object: expected a number of seconds",
                "{'action':'scrub','to':{'marker':1}} | to.marker is 1: expected a string",
                "{'action':'scrub','to':{'marker':'a','offset':'1'}} | to.offset is \"1\": expected an integer",
                "{'action':'step','count':1.0} | count is 1.0: expected an integer",
                "{'action':'ping','id':1} | id is 1: expected a string",
                "{'action':'ping','id':null} | id is null: expected a string",
            })
    void refusesMissingAndMistypedFieldsByName(String json, String message) {
        ProtocolException refusal = refusal(json.replace("\\\"", "\""));
        assertThat(refusal).hasMessage(message);
        assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_REQUEST);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'action':'start','game_id':'1','delay':-0.000001}"
                        + " | delay is -0.000001: expected 0 to 86400 seconds",
                "{'action':'start','game_id':'1','delay':-1e-20} | delay is -1E-20: expected 0 to 86400 seconds",
                "{'action':'start','game_id':'1','delay':86400.000001}"
                        + " | delay is 86400.000001: expected 0 to 86400 seconds",
                "{'action':'start','game_id':'1','delay':1e1000000000}"
                        + " | delay is 1E+1000000000: expected 0 to 86400 seconds",
                "{'action':'start','game_id':'1','max_gap':0} | max_gap is 0: expected 0.000001 to 86400 seconds",
                "{'action':'start','game_id':'1','max_gap':-3} | max_gap is -3: expected 0.000001 to 86400 seconds",
                "{'action':'speed','speed':1e1000000000} | speed is 1E+1000000000: expected 0.1 to 16",
                "{'action':'speed','speed':-1000000} | speed is -1000000: expected 0.1 to 16",
                "{'action':'speed','speed':1e99999999999} | speed is 1e99999999999: expected a number",
                "{'action':'pause','revision':9223372036854775808}"
                        + " | revision is 9223372036854775808: expected an integer of 64 bits",
            })
    void refusesNumbersOutOfRange(String json, String message) {
        ProtocolException refusal = refusal(json);
        assertThat(refusal).hasMessage(message);
        assertThat(refusal.code()).isEqualTo(ErrorCode.OUT_OF_RANGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"watch", "START", "", "seek"})
    void refusesUnknownActions(String action) {
        ProtocolException refusal = refusal("{'id':'c','action':'" + action + "'}");
        assertThat(refusal)
                .hasMessage("action is \"" + action
                        + "\": expected one of start, pause, resume, speed, scrub, step, live, status, stop, ping");
        assertThat(refusal.code()).isEqualTo(ErrorCode.UNKNOWN_ACTION);
        assertThat(refusal.commandId()).isEqualTo("c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'id':'c'}",
                "{'action':'scrub','id':'c'}",
                "{'action':'scrub','to':{'index':true},'id':'c'}",
                "{'id':'c','action':'ping'} trailing",
                "{'id':'c','action':",
                "{'id':'c','id':'d'}",
            })
    void everyRefusalCarriesTheIdThatCouldBeRead(String json) {
        assertThat(refusal(json).commandId()).isEqualTo("c");
    }

    @Test
    void refusesTooLongIds() {
        String longest = "i".repeat(128);
        assertThat(decode("{'action':'ping','id':'" + longest + "'}").id()).isEqualTo(longest);
        ProtocolException refusal = refusal("{'action':'ping','id':'" + longest + "i'}");
        assertThat(refusal).hasMessage("id has 129 characters: expected a string of at most 128");
        assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_REQUEST);
        assertThat(refusal.commandId()).isNull();
    }

    @Test
    void refusesTooManyTracks() {
        String names = String.join(
                ",", IntStream.range(0, 33).mapToObj(i -> "'t" + i + "'").toList());
        assertThat(refusal("{'action':'start','game_id':'1','tracks':[" + names + "]}"))
                .hasMessage("tracks has 33 items: expected at most 32");
    }

    @Test
    void cutsLongValuesInMessages() {
        assertThat(refusal("{'action':'" + "x".repeat(5_000) + "'}").getMessage())
                .startsWith("action is \"" + "x".repeat(64) + "…\"")
                .hasSizeLessThan(300);
    }

    @Test
    void theLatestMatchTimeIsTheLatestTarget() {
        assertThat(decode("{'action':'scrub','to':{'time':" + MatchTime.seconds(MatchTime.MAX_NANOS) + "}}"))
                .isEqualTo(control(Action.SCRUB, null, new Target.ToTime(MatchTime.MAX_NANOS)));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-3, 0",
        "-1e999, 0",
        "1e-1000000000, 0",
        "0.0000019, 1",
        "33.333333333, 33333333",
        "99.99999999, 99999999",
        "100, 100000000",
        "100.0000001, 100000000",
        "1e1000000000, 100000000"
    })
    void percentIsRoundedDownAndCutToWhatThereIs(String percent, long millionths) {
        assertThat(decode("{'action':'scrub','to':{'percent':" + percent + "}}"))
                .isEqualTo(control(Action.SCRUB, null, new Target.ToPercent(millionths)));
    }

    private Command decode(String json) {
        return protocol.decode(json.replace('\'', '"'));
    }

    private ProtocolException refusal(String json) {
        ProtocolException refusal = catchThrowableOfType(ProtocolException.class, () -> decode(json));
        assertThat(refusal).as("refusal of %s", json).isNotNull();
        return refusal;
    }

    private static Command start(StartOptions options, @Nullable List<String> tracks, @Nullable ResumePoint resume) {
        return new Start(null, "123", null, options, tracks, resume, null);
    }

    private static Command control(Action action, @Nullable Integer speed, @Nullable Target to) {
        return new Control(null, action, null, speed, to);
    }
}
