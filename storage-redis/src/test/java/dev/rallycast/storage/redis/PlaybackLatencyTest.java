package dev.rallycast.storage.redis;

import static dev.rallycast.storage.redis.PlaybackSamples.IDLE;
import static dev.rallycast.storage.redis.PlaybackSamples.KEY;
import static dev.rallycast.storage.redis.PlaybackSamples.get;
import static dev.rallycast.storage.redis.PlaybackSamples.state;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.time.Ticker;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How long a change takes to reach another node, in round trips to Redis; the figure is printed. */
class PlaybackLatencyTest {
    private static final int WARM_UP = 500;
    private static final int ROUNDS = 1_000;

    @RegisterExtension
    static final RedisExtension REDIS = RedisExtension.single();

    @Test
    void aChangeReachesAnotherNodeWithinAFewRoundTrips() throws Exception {
        String prefix = RedisExtension.freshPrefix();
        Ticker ticker = Ticker.system();
        try (RedisSharedPlaybacks a = REDIS.topology().shared().prefix(prefix).build();
                RedisSharedPlaybacks b =
                        REDIS.topology().shared().prefix(prefix).build()) {
            BlockingQueue<Long> seen = new LinkedBlockingQueue<>();
            AtomicLong wanted = new AtomicLong(-1);
            b.subscribe(key -> b.find(key).whenComplete((found, failure) -> {
                if (found != null
                        && found.shared() != null
                        && found.shared().state().revision() == wanted.get()) {
                    seen.add(ticker.nanos());
                }
            }));
            get(a.open(KEY, state("p", 0), IDLE));
            long[] trips = new long[ROUNDS];
            long[] changes = new long[ROUNDS];
            for (int i = -WARM_UP; i < ROUNDS; i++) {
                long start = ticker.nanos();
                REDIS.topology().commands().ping();
                long answered = ticker.nanos();
                long revision = i + (WARM_UP + 1L);
                wanted.set(revision);
                var unused = a.change(KEY, revision - 1, state("p", revision));
                Long arrived = seen.poll(30, TimeUnit.SECONDS);
                assertThat(arrived).as("revision %s", revision).isNotNull();
                if (i >= 0) {
                    trips[i] = answered - start;
                    changes[i] = arrived - answered;
                }
            }

            double times = (double) median(changes) / median(trips);
            System.out.printf(
                    "a change reaches another node after %.0f µs, a round trip takes %.0f µs: %.1f times that%n",
                    median(changes) / 1e3, median(trips) / 1e3, times);
            // It is two round trips; a machine that does other things at the same time needs more.
            assertThat(times).isLessThan(15);
        }
    }

    private static long median(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
