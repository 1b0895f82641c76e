package dev.rallycast.storage.redis;

import static dev.rallycast.storage.redis.PlaybackSamples.IDLE;
import static dev.rallycast.storage.redis.PlaybackSamples.KEY;
import static dev.rallycast.storage.redis.PlaybackSamples.get;
import static dev.rallycast.storage.redis.PlaybackSamples.state;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.spi.SharedPlaybacks.Presence;
import dev.rallycast.storage.redis.servers.RedisProcess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Leases when a server takes over whose clock differs: what the one before had written is as many seconds off. And after a silence, which
 * looks the same to the server.
 */
class PlaybackLeaseTest {
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Presence HERE = new Presence(2, 1);

    private final Topology.Single redis = new Topology.Single(RedisProcess.embedded());
    private RedisSharedPlaybacks a;
    private RedisSharedPlaybacks b;

    @BeforeEach
    void begin() throws Exception {
        a = node("a");
        b = node("b");
        get(a.open(KEY, state("p", 0), IDLE));
        get(a.hold(KEY, "p", HERE, IDLE));
        get(b.hold(KEY, "p", HERE, IDLE));
    }

    @AfterEach
    void stop() {
        a.close();
        b.close();
        redis.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1_000_000, -60, -31, -10, -1, 1, 5, 14, 16, 20, 29, 31, 60, 1_000_000})
    void whoIsAliveIsCountedByWhateverTheClockLeaps(long seconds) throws Exception {
        leap(Duration.ofSeconds(seconds));

        assertThat(get(a.end(KEY, "p", "idle", false))).as("others watch").isFalse();
        assertThat(get(a.hold(KEY, "p", HERE, IDLE)).elsewhere()).isEqualTo(HERE);
        assertThat(get(b.hold(KEY, "p", HERE, IDLE)).elsewhere()).isEqualTo(HERE);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1_000_000, -60, -10, -1, 5, 14, 16, 60, 1_000_000})
    void whoIsDeadIsCountedForALeaseMoreAtMost(long seconds) throws Exception {
        leap(Duration.ofSeconds(seconds));
        get(a.hold(KEY, "p", HERE, IDLE));
        assertThat(left("node:b")).isLessThanOrEqualTo(LEASE.toMillis());

        // As time passes while one of the two goes on.
        for (int third = 0; third < 3; third++) {
            leap(LEASE.dividedBy(3));
            get(a.hold(KEY, "p", HERE, IDLE));
        }
        leap(Duration.ofMillis(1));
        assertThat(get(a.hold(KEY, "p", HERE, IDLE)).elsewhere()).isEqualTo(Presence.NONE);
        assertThat(get(a.end(KEY, "p", "idle", false))).as("nobody watches").isTrue();
    }

    @Test
    void whoIsDeadIsNotKeptAliveByOneThatIsHeardSeldom() throws Exception {
        for (int hold = 0; hold < 4; hold++) {
            leap(LEASE.dividedBy(2).plusSeconds(3));
            get(a.hold(KEY, "p", HERE, IDLE));
        }
        assertThat(get(a.hold(KEY, "p", HERE, IDLE)).elsewhere()).isEqualTo(Presence.NONE);
    }

    private RedisSharedPlaybacks node(String name) {
        return redis.shared()
                .node(name)
                .lease(LEASE)
                .lookEvery(Duration.ofMinutes(1))
                .build();
    }

    /** To the server it is as if its clock were so much further on: all moments that are written down are as much earlier. */
    private void leap(Duration by) {
        redis.commands().hgetall(name()).forEach((field, value) -> {
            String text = text(value);
            if (text(field).matches("(node|done):.*|heard")) {
                int digits = text.lastIndexOf(' ') + 1;
                long moment = Long.parseLong(text.substring(digits)) - by.toMillis();
                redis.commands().hset(name(), field, bytes(text.substring(0, digits) + moment));
            }
        });
    }

    private long left(String field) {
        String text = text(redis.commands().hget(name(), bytes(field)));
        long now = Long.parseLong(text(redis.commands().hget(name(), bytes("heard"))));
        return Long.parseLong(text.substring(text.lastIndexOf(' ') + 1)) - now;
    }

    private static byte[] name() {
        return PlaybackKeys.bytes(new PlaybackKeys("rallycast").playback(KEY));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
