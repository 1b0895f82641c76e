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
import dev.rallycast.spi.SharedPlaybacks.Outcome;
import dev.rallycast.spi.SharedPlaybacks.Presence;
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
    void theSameCallOnceMoreIsToldThatAllIsWell() throws Exception {
        assertThat(get(a.open(KEY, state("p", 0), IDLE))).isEqualTo(state("p", 0));
        assertThat(get(a.open(KEY, state("p", 0), IDLE))).isEqualTo(state("p", 0));
        for (int i = 0; i < 2; i++) {
            assertThat(get(a.change(KEY, 0, state("p", 1))))
                    .isEqualTo(new Outcome(true, new Found(state("p", 1), null)));
        }
        assertThat(get(b.change(KEY, 0, state("p", 1))))
                .as("by another node")
                .isEqualTo(new Outcome(false, new Found(state("p", 1), null)));
        redis.commands().flushall();
        for (int i = 0; i < 2; i++) {
            assertThat(get(a.change(KEY, -1, state("p", 2))).accepted()).isTrue();
        }
    }

    @Test
    void theSameEndOnceMoreIsToldThatAllIsWell() throws Exception {
        get(a.open(KEY, state("p", 0), IDLE));
        byte[][] keys = {name()};
        byte[][] args = args("a", "p", "killed", "1", "a-77", "60000", "channel", "a x");

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
