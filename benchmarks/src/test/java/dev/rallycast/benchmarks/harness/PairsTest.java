package dev.rallycast.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairsTest {
    private final List<String> order = new ArrayList<>();
    private long wallNanos;
    private long cpuNanos;
    private final Pairs pairs = new Pairs(new Stopwatch(() -> wallNanos, () -> cpuNanos));

    @Test
    void theSideThatBeginsAlternatesAndTheWarmUpDoesNotCount() throws IOException {
        Paired paired = pairs.measure(1, 2, side("a", 1_000), 10, side("b", 300), 2);

        assertThat(order).containsExactly("a0", "b0", "b1", "a1", "a2", "b2");
        assertThat(paired.oursBest()).isEqualTo(200);
        assertThat(paired.peerBest()).isEqualTo(300);
        assertThat(paired.cost()).isEqualTo(2 / 3.0);
        assertThat(paired.gain()).isEqualTo(1.5);
        assertThat(paired.spread(false)).isEqualTo("medians 0.67x, pairs 0.67x to 0.67x, CPU 0.33x");
    }

    @Test
    void preparationsAreNotTimed() throws IOException {
        Side prepared = side("a", 1_000).after(round -> {
            order.add("prepare");
            wallNanos += 1_000_000;
        });

        Paired paired = pairs.measure(0, 1, prepared, 1, side("b", 1_000), 1);

        assertThat(order).containsExactly("prepare", "a0", "b0");
        assertThat(paired.cost()).isEqualTo(1);
    }

    @Test
    void allResultsGoIntoTheChecksum() throws IOException {
        pairs.measure(1, 1, round -> 1, 1, round -> 2, 1);

        assertThat(pairs.checksum()).isEqualTo(31 * (31 * (31 * 1 + 2) + 2) + 1);
    }

    /** A side whose rounds take longer and longer. */
    private Side side(String name, long nanos) {
        return round -> {
            order.add(name + round);
            wallNanos += nanos * (round + 1);
            cpuNanos += nanos * (round + 1) / (name.equals("a") ? 2 : 1);
            return round;
        };
    }
}
