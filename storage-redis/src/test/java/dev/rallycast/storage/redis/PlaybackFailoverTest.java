package dev.rallycast.storage.redis;

import static dev.rallycast.storage.redis.PlaybackSamples.IDLE;
import static dev.rallycast.storage.redis.PlaybackSamples.KEY;
import static dev.rallycast.storage.redis.PlaybackSamples.get;
import static dev.rallycast.storage.redis.PlaybackSamples.revision;
import static dev.rallycast.storage.redis.PlaybackSamples.state;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.spi.SchedulerKey;
import dev.rallycast.spi.SharedPlaybacks.Found;
import dev.rallycast.spi.SharedPlaybacks.Presence;
import dev.rallycast.storage.redis.servers.RedisProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is shared when another server takes the place of the one that had it. */
class PlaybackFailoverTest {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void playbacksGoOnAtTheServerThatTakesOver(boolean cluster) throws Exception {
        try (Topology redis = cluster
                        ? new Topology.Cluster(RedisProcess.embedded())
                        : new Topology.Watched(RedisProcess.embedded(), 1);
                RedisSharedPlaybacks a = node(redis, "a");
                RedisSharedPlaybacks b = node(redis, "b")) {
            Queue<SchedulerKey> rung = new ConcurrentLinkedQueue<>();
            b.subscribe((key, news) -> rung.add(key));
            get(a.open(KEY, state("p", 0), IDLE));
            get(a.change(KEY, 0, state("p", 1)));
            Topology.until("a replica has it", () -> cluster || redis.commands().waitForReplication(1, 1_000) == 1);
            Instant last = a.now();
            redis.masterOfKey(new PlaybackKeys("rallycast").playback(KEY)).kill();

            Topology.until("a call works", () -> get(a.find(KEY)).shared() != null);
            assertThat(get(a.find(KEY))).isEqualTo(new Found(state("p", 1), null));
            Topology.until(
                    "a change works", () -> get(a.change(KEY, 1, state("p", 2))).accepted());
            Topology.until(
                    "both are there",
                    () -> get(a.hold(KEY, "p", new Presence(1, 1), IDLE)).now().shared() != null
                            && get(b.hold(KEY, "p", new Presence(1, 1), IDLE))
                                    .elsewhere()
                                    .equals(new Presence(1, 1)));
            rung.clear();
            Topology.until("bells ring", () -> {
                long revision = revision(a);
                get(a.change(KEY, revision, state("p", revision + 1)));
                return rung.contains(KEY);
            });
            assertThat(a.now()).isAfter(last);
        }
    }

    private static RedisSharedPlaybacks node(Topology redis, String name) {
        return redis.shared()
                .node(name)
                .timeout(Duration.ofSeconds(5))
                .lookEvery(Duration.ofMillis(100))
                .build();
    }
}
