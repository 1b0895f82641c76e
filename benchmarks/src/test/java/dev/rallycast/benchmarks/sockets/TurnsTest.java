package dev.rallycast.benchmarks.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.benchmarks.harness.Limits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
    @Test
    void theSideThatBeginsChangesAndTheWarmUpDoesNotCount() throws IOException {
        List<String> order = new ArrayList<>();
        List<double[]> figures = Turns.measure(1, 2, List.of(side("a", order), side("b", order), side("c", order)));

        assertThat(String.join("", order)).isEqualTo("cababcbca");
        assertThat(figures).hasSize(3);
        assertThat(figures.get(0)).containsExactly(4, 9);
    }

    @Test
    void aRowHasTheMedianOfTheRatiosAndTheirRange() {
        assertThat(new Ratio(new double[] {10, 20, 90}, new double[] {10, 10, 30})
                        .row("D1", "q", "p", Limits.atMost(1.3, 1.1, null)))
                .returns(2.0, row -> row.value())
                .returns("20.0 ns : 10.0 ns", row -> row.times())
                .returns("1.00x to 3.00x", row -> row.spread());
    }

    @Test
    void differencesAreInMilliseconds() {
        assertThat(new Ratio(new double[] {3e6, 9e6}, new double[] {2e6, 6e6})
                        .millisMore("D8", "q", "p", Limits.atMostMillis(5, 2)))
                .returns(2.0, row -> row.value())
                .returns("1.00 ms to 3.00 ms", row -> row.spread());
    }

    @Test
    void fewFilesMeanFewerClientsInTheGreatAudience() {
        assertThat(Sizes.FULL.within(20_000)).isEqualTo(Sizes.FULL);
        assertThat(Sizes.FULL.within(10_600).many()).isEqualTo(5_000);
    }

    private static Turns.Side side(String name, List<String> order) {
        return () -> {
            order.add(name);
            return order.size();
        };
    }
}
