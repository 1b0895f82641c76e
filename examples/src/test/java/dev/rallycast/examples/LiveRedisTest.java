package dev.rallycast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.GameEvent;
import dev.rallycast.spi.Recording;
import dev.rallycast.time.VirtualClock;
import io.lettuce.core.RedisURI;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Live matches of two nodes that share one Redis. */
@Timeout(120)
class LiveRedisTest {
    private final VirtualClock clock = new VirtualClock();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final PrintStream log = new PrintStream(said, true, StandardCharsets.UTF_8);

    @Test
    void oneNodeRecordsAndTheOtherGoesOnWhenItHasStopped(@TempDir Path directory) throws IOException {
        try (RedisServer redis = new RedisServer(directory);
                DemoRedis one = DemoRedis.open(RedisURI.create(redis.uri()), "one", builder -> builder);
                DemoRedis two = DemoRedis.open(RedisURI.create(redis.uri()), "two", builder -> builder)) {
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

    private static List<GameEvent> recorded(DemoRedis node) {
        try (Recording recording = node.storage().open("live-1-1")) {
            return recording.read(0, 1_000);
        }
    }
}
