package dev.rallycast.examples;

import dev.rallycast.protocol.Limits;
import java.time.Duration;

/** The demo, with short leases: a test does not want to wait for others. And with room to come back late on a slow machine. */
final class HastyDemo {
    private HastyDemo() {}

    public static void main(String... args) {
        Demo demo = new Demo(
                System.out,
                System.err,
                shared -> shared.lease(Duration.ofMillis(1_500))
                        .lookEvery(Duration.ofMillis(200))
                        .timeout(Duration.ofSeconds(1)),
                manager -> manager.limits(Limits.builder().maxCatchUp(10_000).build()));
        int code = demo.run(args);
        if (code != 0) {
            System.exit(code);
        }
    }
}
