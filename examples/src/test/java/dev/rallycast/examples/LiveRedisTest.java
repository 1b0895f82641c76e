package dev.rallycast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.GameEvent;
import dev.rallycast.spi.Recording;
import dev.rallycast.storage.redis.servers.RedisProcess;
import dev.rallycast.time.VirtualClock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Live matches of two nodes that share one Redis. */
@Timeout(120)
class LiveRedisTest {
    private final VirtualClock clock = new VirtualClock();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final PrintStream log = new PrintStream(said, true, StandardCharsets.UTF_8);

    @Test
    void oneNodeRecordsAndTheOtherGoesOnWhenItHasStopped() throws Exception {
        try (RedisProcess redis = RedisProcess.start(RedisProcess.embedded());
                DemoRedis one = node("one", redis);
                DemoRedis two = node("two", redis)) {
            LiveMatch first = new LiveMatch(one.storage(), clock, new Random(1), log, 1);
            LiveMatch second = new LiveMatch(two.storage(), clock, new Random(2), log, 1);
            clock.attach(first);
            clock.attach(second);
            clock.advance(Duration.ofMinutes(1));
            assertThat(said.toString(StandardCharsets.UTF_8))
                    .containsOnlyOnce("begins")
                    .doesNotContain("goes on");
            int before = recorded(two).size();
            assertThat(before).isPositive();

            clock.detach(first);
            first.close();
            clock.advance(Duration.ofMinutes(2));
            assertThat(said.toString(StandardCharsets.UTF_8)).containsOnlyOnce("goes on");
            List<GameEvent> events = recorded(one);
            assertThat(events).hasSizeGreaterThan(before);
            assertThat(events.stream().filter(event -> event.kind().equals("point")))
                    .map(event -> event.data().json())
                    .doesNotHaveDuplicates()
                    .isNotEmpty();
            second.close();
        }
    }

    private static DemoRedis node(String name, RedisProcess redis) throws UsageException {
        return DemoRedis.open(RedisPlace.of("redis://localhost:" + redis.port()), name, builder -> builder);
    }

    private static List<GameEvent> recorded(DemoRedis node) {
        try (Recording recording = node.storage().open("live-1-1")) {
            return recording.read(0, 1_000);
        }
    }
}
