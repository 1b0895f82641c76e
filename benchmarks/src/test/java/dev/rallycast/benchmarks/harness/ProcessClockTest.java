package dev.rallycast.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ProcessClockTest {
    @Test
    void workOfAnyThreadTakesProcessorTime() throws InterruptedException {
        ProcessClock.Reading before = ProcessClock.read();
        Thread thread = new Thread(() ->
                assertThat(new SplittableRandom(1).longs(10_000_000).sum()).isNotZero());
        thread.start();
        long sum = new SplittableRandom(2).longs(10_000_000).sum();
        thread.join();

        assertThat(before.nanosUntil(ProcessClock.read())).isPositive();
        assertThat(sum).isNotZero();
    }

    @Test
    void filesMayBeOpen() {
        assertThat(ProcessClock.maxOpenFiles()).isPositive();
    }
}
