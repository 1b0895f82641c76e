package dev.rallycast.storage.redis;

import static dev.rallycast.storage.redis.PlaybackSamples.IDLE;
import static dev.rallycast.storage.redis.PlaybackSamples.KEY;
import static dev.rallycast.storage.redis.PlaybackSamples.get;
import static dev.rallycast.storage.redis.PlaybackSamples.state;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.spi.SharedPlaybacks.Found;
import dev.rallycast.spi.SharedPlaybacks.Presence;
import dev.rallycast.storage.redis.servers.RedisProcess;
import io.lettuce.core.ScriptOutputType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Lettuce sends twice, what others have put there, and how much is sent. */
class PlaybackRetryTest {
    private final Topology.Single redis = new Topology.Single(RedisProcess.embedded());
    private RedisSharedPlaybacks a;
    private RedisSharedPlaybacks b;

    @BeforeEach
    void connect() {
        // So seldom that nothing is sent that no test asks for.
        Duration never = Duration.ofMinutes(1);
        a = redis.shared().node("a").lookEvery(never).build();
        b = redis.shared().node("b").lookEvery(never).build();
    }

    @AfterEach
    void stop() {
        a.close();
        b.close();
        redis.close();
    }

    @Test
    void theSameOpeningOnceMoreFindsWhatItMade() throws Exception {
        assertThat(get(a.open(KEY, state("p", 0), IDLE))).isEqualTo(state("p", 0));
        assertThat(get(a.open(KEY, state("p", 0), IDLE))).isEqualTo(state("p", 0));
    }

    @Test
    void aChangeThatIsSentTwiceIsMadeOnceThoughOthersCameOnTopOfIt() throws Exception {
        get(a.open(KEY, state("p", 0), IDLE));
        assertThat(change("a", "a-1", 0, 1)).isEqualTo("OK 1");
        assertThat(change("a", "a-1", 0, 1)).isEqualTo("OK 1");
        assertThat(change("b", "b-1", 0, 1)).as("by another node").isEqualTo("REFUSED 1");
        assertThat(change("a", "a-2", 0, 1)).as("another call").isEqualTo("REFUSED 1");

        assertThat(change("b", "b-2", 1, 2)).isEqualTo("OK 2");
        assertThat(get(a.change(KEY, 2, state("p", 3))).accepted()).isTrue();
        assertThat(change("b", "b-2", 1, 2)).isEqualTo("OK 3");
        assertThat(get(a.find(KEY)).shared()).isEqualTo(state("p", 3));
    }

    @Test
    void whatIsPutBackIsPutBackOnceThoughOthersCameOnTopOfIt() throws Exception {
        assertThat(change("a", "a-1", -1, 5)).isEqualTo("OK 5");
        assertThat(change("b", "b-1", 5, 6)).isEqualTo("OK 6");
        assertThat(change("a", "a-1", -1, 5)).isEqualTo("OK 6");
        assertThat(change("a", "a-2", -1, 5)).as("another call").isEqualTo("REFUSED 6");
    }

    @Test
    void whoMadeAChangeIsForgottenWhenNobodyCanAskForItOnceMore() throws Exception {
        get(a.open(KEY, state("p", 0), IDLE));
        get(a.change(KEY, 0, state("p", 1)));
        get(b.hold(KEY, "p", new Presence(1, 1), IDLE));
        assertThat(redis.commands().hexists(name(), bytes("done:a"))).isTrue();

        redis.commands().hset(name(), bytes("done:a"), bytes("x 1000"));
        get(b.hold(KEY, "p", new Presence(1, 1), IDLE));
        assertThat(redis.commands().hexists(name(), bytes("done:a"))).isFalse();
    }

    /** Sends a change under the name of a call, and returns the answer with the revision that is there then. */
    private String change(String node, String call, long expected, long revision) {
        List<byte[]> args =
                new ArrayList<>(List.of(args(node, "channel", node + " x", Long.toString(expected), "10000", call)));
        SharedFields.encode(args, node, state("p", revision));
        List<byte[]> reply = redis.commands()
                .eval(
                        Script.CHANGE_PLAYBACK.text(),
                        ScriptOutputType.MULTI,
                        new byte[][] {name()},
                        args.toArray(new byte[0][]));
        return new String(reply.get(0), US_ASCII) + " " + new String(reply.get(8), US_ASCII);
    }

    @Test
    void theSameEndOnceMoreIsToldThatAllIsWell() throws Exception {
        get(a.open(KEY, state("p", 0), IDLE));
        byte[][] keys = {name()};
        byte[][] args = args("a", "p", "killed", "1", "a-77", "60000", "channel", "a x", "10000");

        for (int i = 0; i < 2; i++) {
            List<byte[]> reply = redis.commands().eval(Script.END_PLAYBACK.text(), ScriptOutputType.MULTI, keys, args);
            assertThat(reply.get(0)).asString(US_ASCII).isEqualTo("OK");
        }
        assertThat(get(a.end(KEY, "p", "again", true))).as("another call").isFalse();
    }

    @Test
    void scriptsThatWereFlushedAreSentAnew() throws Exception {
        get(a.open(KEY, state("p", 0), IDLE));
        redis.commands().scriptFlush();

        assertThat(get(a.change(KEY, 0, state("p", 1))).accepted()).isTrue();
        redis.commands().scriptFlush();
        assertThat(get(a.hold(KEY, "p", new Presence(1, 1), IDLE)).now().shared())
                .isEqualTo(state("p", 1));
    }

    @Test
    void whatIsThereNeverStaysForever() throws Exception {
        get(a.open(KEY, state("p", 0), IDLE));
        assertThat(redis.commands().pttl(name())).isBetween(1L, IDLE.toMillis());
        get(a.hold(KEY, "p", new Presence(1, 1), IDLE));
        assertThat(redis.commands().pttl(name())).isBetween(1L, IDLE.toMillis());
        get(a.end(KEY, "p", "killed", true));
        assertThat(redis.commands().pttl(name())).isBetween(1L, 60_000L);
        redis.commands().flushall();
        get(a.change(KEY, -1, state("p", 1)));
        assertThat(redis.commands().pttl(name())).isBetween(1L, 10_000L);
    }

    @ParameterizedTest
    @CsvSource({
        "format, 2, format",
        "pacing, odd, pacing",
        "revision, x, revision",
        "mode, dancing, DANCING",
        "at, noon, noon",
        "picos, 1000, picos",
        "speed, 0, speed",
        "time, -1, negative",
        "epoch, 99999999999999999999, epoch"
    })
    void whatSomethingElseMadeIsAClearError(String field, String value, String named) throws Exception {
        get(a.open(KEY, state("p", 0), IDLE));
        redis.commands().hset(name(), bytes(field), bytes(value));

        assertThatThrownBy(() -> get(a.find(KEY)))
                .hasCauseInstanceOf(StorageUnavailableException.class)
                .hasMessageContaining("rallycast:{spectator:m1:}:playback")
                .hasMessageContaining(named);
        assertThatThrownBy(() -> get(a.hold(KEY, "p", new Presence(1, 1), IDLE)))
                .hasCauseInstanceOf(StorageUnavailableException.class)
                .hasMessageContaining("rallycast:{spectator:m1:}:playback");
    }

    @Test
    void aKeyThatHoldsSomethingElseIsAClearErrorAndIsLeftAlone() throws Exception {
        redis.commands().set(name(), bytes("mine"));
        assertThatThrownBy(() -> get(a.find(KEY))).hasMessageContaining("rallycast:{spectator:m1:}:playback");
        assertRefused();
        assertThat(redis.commands().get(name())).asString(US_ASCII).isEqualTo("mine");

        redis.commands().del(name());
        redis.commands().hset(name(), bytes("owner"), bytes("me"));
        assertThat(get(a.find(KEY))).isEqualTo(Found.NOTHING);
        assertRefused();
        assertThat(redis.commands().hgetall(name())).hasSize(1);
    }

    @Test
    void eachCallIsOneCommandHoweverManySessionsThereAre() throws Exception {
        get(a.open(KEY, state("p", 0), IDLE));
        get(a.change(KEY, 0, state("p", 1)));
        get(a.hold(KEY, "p", new Presence(1, 1), IDLE));
        get(a.takeSeat(KEY, "p", "u", 2));
        // Scripts are known from here on.
        long before = scripts();

        get(a.open(KEY, state("p", 0), IDLE));
        get(a.change(KEY, 1, state("p", 2)));
        get(a.hold(KEY, "p", new Presence(10_000, 5_000), IDLE));
        get(a.takeSeat(KEY, "p", "u", 2));

        assertThat(scripts() - before).isEqualTo(4);
        assertThat(calls("cmdstat_eval")).as("each is sent once as a whole").isEqualTo(5);
    }

    private void assertRefused() {
        String key = "rallycast:{spectator:m1:}:playback";
        assertThatThrownBy(() -> get(a.open(KEY, state("p", 0), IDLE))).hasMessageContaining(key);
        assertThatThrownBy(() -> get(a.change(KEY, -1, state("p", 0)))).hasMessageContaining(key);
        assertThatThrownBy(() -> get(a.end(KEY, "p", "killed", true))).hasMessageContaining(key);
    }

    private long scripts() {
        return calls("cmdstat_evalsha");
    }

    private long calls(String command) {
        ToLongFunction<String> calls = line -> Long.parseLong(line.replaceAll("[^=]*calls=(\\d+),.*", "$1"));
        return redis.commands()
                .info("commandstats")
                .lines()
                .filter(line -> line.startsWith(command + ":"))
                .mapToLong(calls)
                .sum();
    }

    private static byte[] name() {
        return PlaybackKeys.bytes(new PlaybackKeys("rallycast").playback(KEY));
    }

    private static byte[][] args(String... texts) {
        List<byte[]> args = new ArrayList<>();
        for (String text : texts) {
            args.add(bytes(text));
        }
        return args.toArray(new byte[0][]);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
